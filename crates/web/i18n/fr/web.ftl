# French texts of the pages. Keys are checked at build time by `fl!`; a test checks their typography.
# Amounts and dates come in already written; numbers come as numbers, so that plurals agree.

# Frame
product = Quittance
skip-to-content = Aller au contenu
nav-main = Principal
nav-dashboard = Tableau de bord
nav-tonight = Ce qui part ce soir
nav-ageing = Balance âgée
nav-debtors = Débiteurs
nav-unidentified = À identifier
nav-journal = Journal
nav-short-dashboard = Accueil
nav-short-tonight = Ce soir
nav-short-ageing = Balance
nav-short-debtors = Débiteurs
nav-short-unidentified = Banque
nav-short-journal = Journal
nav-more = Plus
nav-waiting = { $count ->
    [one] { $count } en attente
   *[other] { $count } en attente
}
search-label = Rechercher un débiteur, une facture, un montant
search-placeholder = Débiteur, facture, montant…
as-of = Au { $date }
as-of-label = Situation au
user-menu = Mon compte : { $name }
log-out = Se déconnecter
close = Fermer
back = Retour
print-as-of = Situation au { $date }

# Freshness of the data
fresh-bank = Banque
fresh-ledger = Comptabilité
fresh-fresh = à jour
fresh-ageing = à actualiser
fresh-stale = trop ancienne
fresh-absent = aucune donnée
days-ago = { $days ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $days } j
}
days-late = { $days } j
thousands-euros = { $amount } k{ $symbol }
millions-euros = { $amount } M{ $symbol }

# Aged balance
bucket-not-due = Non échu
bucket-1-30 = 1–30 j
bucket-31-60 = 31–60 j
bucket-61-90 = 61–90 j
bucket-91-120 = 91–120 j
bucket-over-120 = > 120 j
bucket-credits = Avoirs et règlements à affecter
bucket-long-not-due = Pas encore échu
bucket-long-1-30 = De 1 à 30 jours de retard
bucket-long-31-60 = De 31 à 60 jours de retard
bucket-long-61-90 = De 61 à 90 jours de retard
bucket-long-91-120 = De 91 à 120 jours de retard
bucket-long-over-120 = Plus de 120 jours de retard
aged-chart-label = Balance âgée : { $overdue } échus sur { $total } dus
aged-chart-table = Voir les chiffres
aged-column-bucket = Tranche
aged-column-amount = Montant
aged-column-share = Part
aged-total-due = Total dû
aged-exposure = Encours (avoirs déduits)

# Parts
sort-by = Trier par { $column }
pager-range = { $from }–{ $to } sur { $total }
pager-none = Aucune ligne
pager-label = Pages
pager-previous = Précédent
pager-next = Suivant
export-csv = Exporter en CSV
apply-filters = Appliquer
form-errors = { $count ->
    [one] Un champ est à corriger
   *[other] { $count } champs sont à corriger
}
date-placeholder = jj/mm/aaaa
bad-date = Cette date ne se lit pas ; écrivez par exemple 15/12/2026.
bad-date-shown = Voici la situation au { $date }.
field-optional = (facultatif)
confirm-title = Confirmer l’envoi
confirm-cancel = Ne rien envoyer

# Keys
keys-title = Raccourcis clavier
keys-search = Rechercher
keys-next = Ligne suivante
keys-previous = Ligne précédente
keys-open = Ouvrir la fiche
keys-escape = Quitter le champ
keys-go = Aller à : { $page }
keys-all = Cette aide
key-enter = Entrée
key-escape = Échap

# Errors: what happened, why, what to do
error-back-home = Revenir au tableau de bord
error-not-found-title = Cette page n’existe pas
error-not-found-text = L’adresse est inexacte, ou ce qu’elle montrait a été supprimé. Recherchez le débiteur ou la facture, ou revenez au tableau de bord.
error-forbidden-title = Vous n’avez pas accès à cette page
error-forbidden-text = Votre rôle ne permet pas cette action. Demandez-la à l’administrateur de votre organisation.
error-cross-site-title = Demande refusée
error-cross-site-text = Cette demande ne vient pas de cette page : elle n’a pas été exécutée. Rechargez la page et recommencez. Si votre adresse passe par un serveur intermédiaire, il doit transmettre l’en-tête « Host » d’origine.
error-too-large-title = Envoi trop volumineux
error-too-large-text = Ce fichier ou ce formulaire dépasse la taille permise. Rien n’a été enregistré.
error-bad-request-title = Demande incomplète
error-bad-request-text = Un champ attendu manque ou ne se lit pas. Revenez en arrière, corrigez et recommencez.
error-unexpected-title = Une erreur est survenue
error-unexpected-text = Rien n’a été envoyé. L’erreur est inscrite au journal du serveur. Réessayez ; si elle revient, transmettez l’heure et l’adresse de la page à votre administrateur.
error-unavailable-title = Le service est momentanément indisponible
error-unavailable-text = La page n’a pas pu être préparée à temps. Réessayez dans un instant.

# Frame, continued
nav-imports = Fichiers
nav-short-imports = Fichiers
demo-mark = Démonstration : rien ne quitte cette machine

# Log-in
log-in = Connexion
log-in-do = Se connecter
log-in-help = Mot de passe oublié ? Demandez à un administrateur de le changer.
field-email = E-mail
field-password = Mot de passe
demo-password = Démonstration : le mot de passe est « { $password } ».

# Columns
column-debtor = Débiteur
column-step = Étape
column-day = Date
column-asked = Demandé
column-state = État
column-collector = Chargé
column-overdue = Échu
column-exposure = Encours
column-oldest = Retard
column-age = Âge
column-contact = Dernier contact
column-total = Total
column-number = Numéro
column-due = Échéance
column-issued = Émise le
column-late = Retard
column-amount = Montant
column-open = Reste dû
column-open-now = Reste dû ce jour
column-why = Aujourd’hui
column-items = Postes
column-recipient = Destinataire
column-net = Net dû
column-act = Action
column-reason = Motif
column-until = Jusqu’au
column-label = Libellé
column-proposal = Proposition
column-reference = Référence bancaire
column-file = Fichier
column-when = Quand
column-read = Lues
column-created = Créées
column-updated = Modifiées
column-rejected = Rejetées
column-problems = Remarques
column-what = Événement
column-who = Auteur
column-facts = Faits
column-found = Trouvé
column-detail = Détail
items = { $count ->
    [one] { $count } poste
   *[other] { $count } postes
}
and-more = et { $count } de plus
see = Voir
see-all = Tout voir
detail = Détail

# Dashboard
figure-exposure = Encours
figure-debtors = { $count ->
    [one] { $count } débiteur
   *[other] { $count } débiteurs
}
figure-overdue = Échu
figure-overdue-share = { $percent } % de l’encours, { $count ->
    [one] { $count } débiteur
   *[other] { $count } débiteurs
}
figure-to-do = À faire
figure-to-do-detail = { $planned ->
    [one] { $planned } message prêt à partir
   *[other] { $planned } messages prêts à partir
}
figure-to-identify = À identifier
figure-credits = Avoirs et règlements à affecter
mentions-missing = Aucun courrier ne peut partir : il manque { $mentions }. Complétez la fiche du créancier.
sends-to-look-at = { $failed } refusés, { $unknown } incertains : regardez-les avant d’aller plus loin.
night-title = Nuit du { $date }
night-decisions = Décisions du { $date }
night-finished = terminée le
night-asked = Demandés
night-held = Retenus
night-not-yet = Pas encore
night-exhausted = Étapes épuisées
night-open = Postes ouverts
night-all = { $count ->
    [one] Voir { $count } autre
   *[other] Voir les { $count } autres
}
night-nothing-title = Rien n’est parti cette nuit
night-nothing-text = Aucun poste n’était mûr, ou tous étaient retenus : la page « Ce qui part ce soir » dit pourquoi.
largest-title = Plus gros retards
dashboard-empty-sub = Bienvenue
dashboard-empty-title = Aucune créance pour l’instant
dashboard-empty-text = Importez votre fichier d’écritures comptables (FEC), la liste de vos clients avec leurs e-mails, et un relevé bancaire : Quittance reconstruit les postes ouverts et prépare les relances. Rien ne part sans votre confirmation.
dashboard-empty-do = Importer des fichiers

# Aged balance
ageing-sub = Situation au { $date }, en { $currency }
filter-by = Par
filter-currency = Devise
filter-search = Filtrer
by-debtor = Débiteur
by-category = Catégorie
by-collector = Chargé
ageing-empty-title = Rien d’ouvert à cette date
ageing-empty-text = Choisissez une autre date, ou importez un fichier d’écritures.
ageing-ledger = Total du grand livre à cette date : { $amount }

# Debtors
debtors-sub = { $count ->
    [one] { $count } débiteur
   *[other] { $count } débiteurs
}
debtors-empty-title = Aucun débiteur ne correspond
debtors-empty-text = Élargissez la recherche ou changez de filtre.
filter-search-debtor = Nom, code, SIREN ou ville
filter-show = Afficher
show-all = Tous
show-open = Avec un encours
show-overdue = Avec de l’échu
show-held = Relances suspendues
show-no-email = Sans e-mail
state-held = Suspendu
state-no-email = Sans e-mail
state-clear = À jour

# Debtor file
followed-by = suivi par { $name }
pause = Suspendre
held-title = Relances suspendues
held-until = jusqu’au { $date }
held-open = sans date de reprise
resume = Reprendre
debtor-clear = Ce débiteur ne doit rien.
outcome-send = Part ce soir
outcome-hold = Retenu
outcome-credit = Crédit à affecter
outcome-not-yet = Pas encore
outcome-exhausted = À décider
outcome-settled = Soldé
items-title = Postes ouverts
items-empty-title = Aucun poste ouvert
items-empty-text = Toutes les factures de ce débiteur sont soldées.
due-estimated = estimée
due-estimated-why = Le fichier ne donne pas d’échéance : elle est calculée d’après le délai convenu.
out-of = sur
last-step = Dernière étape : { $step }, { $date }.
settled-title = Postes soldés ({ $count })
tonight-title = Ce soir
tonight-nothing = Rien ne part ce soir pour ce débiteur.
preview-title = Lire le message
contacts-title = Contacts
contacts-empty = Aucun contact. Importez la liste des clients, avec leurs e-mails.
contact-unnamed = Service comptabilité
timeline-title = Historique
timeline-empty = Rien pour l’instant.
pause-title = Suspendre les relances
pause-what = Pour
pause-all = tout le compte
pause-until = Reprise le
pause-note = Motif
pause-note-help = Il sera lu par vos collègues.
pause-do = Suspendre les relances
pause-bad-date = La date de reprise ne se lit pas ; écrivez par exemple 15/12/2026.
paused-done = Relances suspendues.
resumed-done = Relances reprises.

# Tonight
tonight-sub = Nuit du { $date }
tonight-mails = { $count ->
    [one] { $count } e‑mail
   *[other] { $count } e‑mails
}
tonight-tasks = { $count ->
    [one] { $count } appel, lettre ou tâche
   *[other] { $count } appels, lettres ou tâches
}
stale-warning = Les données de banque ou de comptabilité sont trop anciennes : rien ne part tant qu’elles ne sont pas actualisées.
next-working-night = Ni le week-end ni les jours fériés : voici ce qui partira le { $date }.
first-send-label = Premier envoi : saisissez { $word } pour confirmer
first-send-help = Par prudence, il est limité à { $cap } messages.
run-help = Les messages partent aussi d’eux-mêmes chaque nuit à 06:00.
run-do = { $count ->
    [0] Lancer la nuit
    [one] Envoyer { $count } relance
   *[other] Envoyer { $count } relances
}
confirm-text = { $count ->
    [one] { $count } message va partir, pour
   *[other] { $count } messages vont partir, pour
}
planned-title = Ce qui part
planned-empty-title = Rien ne part ce soir
planned-empty-text = Aucun poste n’est mûr, ou tous sont retenus. La liste du bas dit pourquoi.
waiting-title = En attente
waiting-sub = Tâches à faire, messages à approuver, envois à regarder
waiting-empty-title = Rien n’attend
waiting-empty-text = Les appels, les lettres et les messages à approuver apparaîtront ici.
held-list-title = Ce qui est retenu
held-list-sub = Chaque silence a sa raison
held-empty-title = Rien n’est retenu
held-empty-text = Tout ce qui est mûr part ce soir.
hold-do = Mettre en attente
ran = Nuit exécutée : { $queued } actions ajoutées, { $sent } messages partis, { $cancelled } retenus au dernier contrôle, { $failed } à regarder, { $left } en attente.

# One action
message-as-sent = Message tel qu’envoyé
message-to = À
message-subject = Objet
message-when = Établi le
message-id = Identifiant
message-not-yet = Ce message n’est pas encore établi : il le sera au moment de partir, avec les chiffres de cet instant.
letter-help = Imprimez la lettre, postez-la, puis indiquez qu’elle est partie.
task-help = Préparez la mise en demeure, puis indiquez que c’est fait.
unknown-help = Le programme s’est arrêté, ou la connexion a été perdue, entre l’envoi et la réponse du serveur. Le message est peut-être parti : vérifiez dans la boîte d’envoi ou auprès du destinataire, puis tranchez. Il n’est jamais renvoyé de lui-même.
asked-title = Postes demandés
statement-pdf = Relevé (PDF)
message-eml = Message (.eml)
letter-pdf = Lettre (PDF)
approve-do = Approuver
done-do = Marquer comme fait
retry-do = Renvoyer
settle-yes = Il a été reçu
settle-no = Il n’a pas été reçu
cancel-do = Annuler
approved-done = Message approuvé : il partira au prochain envoi.
cancelled-done = Action annulée.
done-done = Action marquée comme faite.
retried-done = Le message sera renvoyé au prochain envoi.
settled-done = Envoi tranché.
call-1 = Donnez votre nom et celui de votre entreprise.
call-2 = Vérifiez qui parle avant de nommer la dette. Tiers ou répondeur : votre nom, votre numéro, « merci de me rappeler », rien d’autre.
call-3 = Énoncez { $count ->
    [one] la facture
   *[other] les { $count } factures
} et le montant : { $amount }.
call-4 = Demandez ce qui s’est passé : facture non reçue, litige, trésorerie, oubli ?
call-5 = Convenez d’une date, d’un montant et d’un moyen de règlement.
call-6 = Annoncez une confirmation écrite, et remerciez.

# Inbox
inbox-sub = { $count ->
    [one] { $count } ligne à identifier
   *[other] { $count } lignes à identifier
}
inbox-title = Lignes bancaires à identifier
inbox-empty-title = Tout est identifié
inbox-empty-text = Les encaissements dont le libellé cite une facture et dont le montant est exact sont affectés d’eux-mêmes. Les autres attendent ici.
residual = écart
no-proposal = Rien de certain dans le libellé
identify-do = Identifier
identify-title = Identifier un encaissement
identify-help = Cochez ce que ce règlement paie. Le surplus reste sur le compte, à affecter.
ignore-do = Écarter
assign-do = Affecter à { $name }
assign-proposal = Affecter
undo-do = Annuler l’affectation
recent-title = Traités récemment
state-ignored = Écarté
state-booked = Comptabilisé
search-do = Chercher
candidates-empty-title = Aucun débiteur trouvé
candidates-empty-text = Essayez un autre nom, un code client ou une ville.
open-file = Ouvrir la fiche
identified-done = Règlement affecté.
ignored-done = Ligne écartée.
undone-done = Décision annulée : la ligne est de nouveau à identifier.

# Files
imports-sub = FEC, clients, factures, relevés bancaires
imports-file = Fichiers à importer
imports-choose = Choisir des fichiers
imports-none-yet = Aucun fichier choisi
imports-help = FEC (.txt), clients et factures (.csv), relevés camt.053 (.xml). Le même fichier deux fois ne crée rien.
imports-do = Importer
imports-title = Derniers fichiers
imports-empty-title = Aucun fichier importé
imports-empty-text = Commencez par le FEC de l’exercice en cours, puis la liste des clients avec leurs e-mails.
imports-none = Choisissez au moins un fichier.
imported = { $file } : { $created } créées, { $updated } modifiées, { $unchanged } inchangées, { $rejected } rejetées
matched = { $matched } lignes bancaires rapprochées, { $left } à identifier
no-problem = Rien à signaler
problems = { $count ->
    [one] { $count } remarque
   *[other] { $count } remarques
}
line = ligne { $line }

# Journal
journal-sub = Ce qui a été fait, par qui, dans un ordre que personne ne peut changer
journal-empty-title = Le journal est vide
journal-empty-text = Chaque import, chaque nuit, chaque envoi et chaque décision y laissera une ligne.
journal-older = Plus anciens

# Search
search-title = Recherche : { $words }
search-sub = { $count ->
    [one] { $count } résultat
   *[other] { $count } résultats
}
search-empty-title = Rien trouvé
search-empty-text = Cherchez un nom, un code client, un SIREN, un numéro de facture ou un montant.
found-debtor = Débiteur

# Errors, continued
error-refused-title = Ce n’est pas possible
error-conflict-title = La situation a changé

# Time limits
nav-deadlines = Délais
nav-short-deadlines = Délais
column-limit = Délai
limits-sub = { $count ->
    [0] Aucun délai en cours
    [one] { $count } délai en cours
   *[other] { $count } délais en cours
}
limits-export = Exporter (.ics)
limits-calculator = Calculer un délai
limits-rule = Délai
limits-choose = Choisir…
limits-start = Départ
limits-start-help = Jour de l’acte, de la publication ou de l’audience ; le résultat rappelle lequel.
limits-zone = Zone
limits-zone-help = Où demeure la personne que le délai oblige ou protège. Dans le doute : résidence inconnue.
limits-decision = Date de l’ordonnance
limits-decision-help = Seulement pour l’attente avant d’exécuter une injonction de payer.
limits-compute = Calculer
limits-no-rule = Choisissez le délai à calculer.
limits-bad-start = La date de départ ne se lit pas ; écrivez par exemple 15/12/2026.
limits-bad-decision = La date de l’ordonnance ne se lit pas ; écrivez par exemple 15/12/2026.
limits-bad-zone = Cette zone n’existe pas ; choisissez-en une dans la liste.
limits-unverified = à vérifier
limits-how = Comment cette date est comptée
limits-ends = Terme
limits-act-from = Vous pouvez agir dès le
limits-aim = À viser
limits-last = Dernier jour
limits-article = Article
limits-debtor-help = Code, nom exact ou SIREN.
limits-note = Note
limits-record = Enregistrer ce délai
limits-recorded = Délai enregistré.
limits-search = Délai, débiteur ou note
limits-running = Délais en cours
limits-none-title = Aucun délai en cours
limits-none-text = Choisissez un délai et son jour de départ : la date est calculée avec les jours fériés de la zone, expliquée pas à pas, et peut être enregistrée. Elle sera alors rappelée ici et dans votre calendrier.
limits-count = { $count ->
    [one] { $count } délai
   *[other] { $count } délais
}
limits-unknown = incalculable
limits-then-act = vous pouvez agir dès ce jour
limits-late-by = { $days ->
    [one] dépassé de { $days } jour
   *[other] dépassé de { $days } jours
}
limits-last-on = dernier jour le { $date }
limits-from = Départ le { $date }, { $event }
limits-from-day = Départ le { $date }
limits-done-do = Fait
limits-wait-done-do = Traité
limits-cancel-do = Abandonner
limits-cancel-confirm = Abandonner ce délai
limits-done = Délai marqué comme traité.
limits-cancelled = Délai abandonné.
limits-reopened = Délai repris : il court de nouveau.
limits-ended = Délais terminés ({ $count })
limits-reopen-do = Reprendre
state-limit-done = Traité
state-limit-cancelled = Abandonné
limits-of-debtor = Délais
limits-of-debtor-none = Aucun délai en cours.
limits-compute-one = Calculer un délai
feed-title = Dans votre calendrier
feed-text = Une adresse secrète permet à votre agenda de lire les délais en cours et de se tenir à jour. Qui la connaît lit ces délais et le nom des débiteurs : ne la partagez pas.
feed-since = Votre adresse actuelle date du
feed-create = Créer mon adresse
feed-renew = Remplacer mon adresse
feed-revoke = Révoquer
feed-revoked = Adresse révoquée : elle n’ouvre plus rien.
feed-made-title = Votre adresse de calendrier
feed-made-sub = Elle n’est montrée qu’une fois
feed-address = Adresse
feed-address-help = Dans votre agenda, choisissez « S’abonner à un calendrier » et collez cette adresse.
feed-secret = Gardez-la pour vous : elle ouvre les délais sans mot de passe. Vous pouvez la remplacer ou la révoquer à tout moment.
