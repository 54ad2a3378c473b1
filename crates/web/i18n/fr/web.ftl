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
languages = Langue des pages
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
units-euros = { $amount } { $symbol }
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
export-wait = Deux exports sont déjà en cours : réessayez dans un instant.
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
error-back-home = Revenir à l’accueil
error-not-found-title = Cette page n’existe pas
error-not-found-text = L’adresse est inexacte, ou ce qu’elle montrait a été supprimé. Recherchez le débiteur ou la facture, ou revenez à l’accueil.
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
column-collector = Chargé de recouvrement
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
figure-overdue-share = { $percent } % de l’encours, { $count ->
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
night-whole = Les { $count } actions de cette nuit
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
by-collector = Chargé de recouvrement
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
held-until = – elles reprennent le { $date }
held-open = sans date de reprise
resume = Reprendre
debtor-clear = Ce débiteur ne doit rien.
outcome-send = Part ce soir
outcome-send-capped = Ce soir, si le plafond le permet
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
proof-more = { $count ->
    [one] Une autre créance en retard est dans le décompte PDF.
   *[other] { $count } autres créances en retard sont dans le décompte PDF.
}
debtor-all-items = Voir les { $count } postes ouverts
tonight-title = Ce soir
tonight-nothing = Rien ne part ce soir pour ce débiteur.
tonight-first = Les { $shown } premières lignes sur { $count }.
tonight-capped = { $count ->
    [one] Un seul message part chaque nuit : celui-ci part ce soir si c’est son tour, sinon une nuit suivante.
   *[other] Au plus { $count } messages partent chaque nuit, ceux qui attendent depuis le plus longtemps d’abord : ce qui est au-delà du plafond part une nuit suivante.
}
coming-title = Contacts et échéances à venir
coming-days = les { $count } prochains jours
coming-nothing = Rien n’est prévu pour ce débiteur.
coming-no-contact = Aucun contact n’est prévu.
coming-more = Voir la suite ({ $count })
coming-if = Prévu si rien n’est payé ni répondu d’ici là, et si chaque tâche est faite à son jour. Chaque nuit décide à nouveau.
coming-late = En retard
coming-promise = Règlement promis
coming-instalment = Échéance { $at } sur { $of }
coming-compromise = Règlement de l’accord
coming-limit = Délai légal
coming-resume = Reprise des relances
coming-others = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
coming-tonight = Ce soir
coming-automatic = Automatique
coming-to-confirm = À confirmer
coming-by-hand = À faire
preview-title = Lire le message
contacts-title = Contacts
contacts-empty = Aucun contact. Importez la liste des clients, avec leurs e-mails.
contact-unnamed = Service comptabilité
timeline-title = Historique
timeline-empty = Rien pour l’instant.
pause-title = Suspendre les relances
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
task-other-help = Faites ce qui est demandé, puis indiquez que c’est fait.
unknown-help = Le programme s’est arrêté, ou la connexion a été perdue, entre l’envoi et la réponse du serveur. Le message est peut-être parti : vérifiez dans la boîte d’envoi ou auprès du destinataire, puis tranchez. Il n’est jamais renvoyé de lui-même.
asked-title = Postes demandés
statement-pdf = Relevé (PDF)
message-eml = Message (.eml)
message-cut = { $count ->
    [one] Une ligne de plus.
   *[other] { $count } lignes de plus.
}
message-whole = Le message entier
letter-pdf = Lettre (PDF)
approve-do = Approuver
done-do = Marquer comme fait
retry-do = Renvoyer
settle-yes = Il a été reçu
settle-no = Il n’a pas été reçu
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
ignore-do = Écarter
undo-do = Annuler l’affectation
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
imports-sub = Écritures, clients, factures, relevés bancaires, factures électroniques
imports-file = Fichiers à importer
imports-choose = Choisir des fichiers
imports-none-yet = Aucun fichier choisi
imports-help = FEC (.txt), clients et factures (.csv, .xlsx), factures électroniques (.xml, .pdf), relevés camt, CFONB120, MT940 et OFX. Rien n’est importé avant votre confirmation ; le même fichier deux fois ne crée rien.
imports-preview = Voir l’aperçu
imports-waiting = À confirmer
imports-look = Voir l’aperçu
imports-discard = Abandonner
imports-discarded = Fichier abandonné ; rien n’a été importé.
imports-several = { $count } fichiers attendent votre confirmation.
mappings-title = Correspondances mémorisées
mappings-sub = Quand un fichier porte les mêmes noms de colonnes, il est lu ainsi sans rien demander.
mappings-source = Source
mappings-columns = Colonnes
mappings-used = Dernier usage
mappings-forget = Oublier
mappings-forgotten = Correspondance oubliée ; le prochain fichier de cette source sera deviné.
column-line = Ligne
column-actions = Actions
preview-sub = aperçu : rien n’est encore importé
preview-remembered = Ce fichier est lu comme « { $name } », dont les colonnes sont les mêmes.
preview-confirm = { $count ->
    [0] Importer
    [one] Importer une ligne
   *[other] Importer { $count } lignes
}
preview-update = Mettre l’aperçu à jour
preview-updated-now = Aperçu mis à jour.
preview-changed = Vous avez changé la lecture du fichier : vérifiez l’aperçu, puis confirmez.
preview-rejects = Lignes rejetées (.csv)
preview-created = Seront créées
preview-updated = Seront modifiées
preview-unchanged = Déjà là
preview-rejected = Rejetées
preview-kind = Contenu
preview-automatic = Automatique ({ $found })
preview-separator = Séparateur
preview-encoding = Encodage
preview-sheet = Feuille
preview-hidden = { $name } (masquée)
preview-dates = Dates
preview-decimal = Décimales
preview-header-line = Ligne des titres
separator-semicolon = point-virgule
separator-comma = virgule
separator-tab = tabulation
separator-bar = barre verticale
order-day = jour d’abord
order-month = mois d’abord
decimal-comma = virgule
decimal-dot = point
decimal-cell = selon la cellule
preview-columns = Correspondance des colonnes
preview-column = Colonne du fichier
preview-samples = Premières valeurs
preview-field = Contient
preview-field-of = Contenu de la colonne { $name }
preview-unused = Ne pas utiliser
preview-unnamed = Colonne { $number } (sans titre)
preview-by-content = à vérifier
preview-missing-invoices = Il manque des colonnes. Indiquez au moins le numéro de facture, le client, une date et un montant, puis mettez l’aperçu à jour.
preview-missing-customers = Il manque des colonnes. Indiquez au moins le code ou le nom du client et une autre colonne, puis mettez l’aperçu à jour.
preview-first = Premières lignes, telles qu’elles seront lues
preview-by-terms = selon le délai du client
preview-mail = E-mail
preview-phone = Téléphone
preview-town = Ville
preview-terms = Délai
preview-more-contacts = { $count ->
    [one] et un autre contact
   *[other] et { $count } autres contacts
}
rejects-reason = Motif du rejet
item-origin = fichier d’origine
import-original = Fichier d’origine
import-back = Tous les fichiers
import-unchanged = Inchangées
import-sound = Rien à signaler : toutes les lignes ont été lues.
import-problems = Problèmes
import-problem = Problème
import-all = Tous ({ $count })
import-errors = Erreurs ({ $count })
import-oddities = Remarques ({ $count })
import-error = erreur
import-oddity = remarque
import-whole-file = fichier
collections-title = Encaissements à déclarer (212)
collections-sub = Chaque règlement d’une facture électronique est déclaré à votre plateforme quand votre TVA est due à l’encaissement.
collections-from = Du
collections-to = Au
collections-show = Afficher
collections-list = { $count ->
    [0] Rien à produire
    [one] Un statut à produire
   *[other] { $count } statuts à produire
}
collections-on = Encaissé le
collections-to-do = à produire
collections-done = produit
collections-produce = Produire
collections-again = Télécharger de nouveau
collections-none-title = Aucun encaissement sur cette période
collections-none-text = Un règlement affecté à une facture électronique apparaîtra ici, avec le fichier à remettre à la plateforme.
collections-off-title = Votre TVA n’est pas due à l’encaissement
collections-off-text = Il n’y a alors rien à déclarer. Si vos prestations de services sont imposées à l’encaissement, dites-le ci-dessous.
corrections-title = { $count ->
    [one] Un montant corrigé
   *[other] { $count } montants corrigés
}
corrections-text = Ce tableau donne un autre montant à des factures déjà connues. La confirmation ajoute la différence : l’ancien montant reste visible, le journal garde les deux, et l’annulation de l’import rétablit l’ancien.
corrections-before = Connu
corrections-after = Dans le tableau
corrections-difference = Différence
corrections-credit = Crédit du compte
collections-correction = annule un encaissement déjà transmis
collections-setting = Votre TVA
collections-setting-text = La TVA des prestations de services est due à l’encaissement, sauf option pour les débits (CGI, art. 269, 2, c). Ce choix vaut pour toute l’organisation ; une facture qui indique la TVA sur les débits n’est jamais déclarée ici.
collections-setting-who = Un administrateur peut changer ce choix.
collections-is-on = Votre TVA est due à l’encaissement : chaque règlement d’une facture électronique est à déclarer.
collections-is-off = Votre TVA n’est pas due à l’encaissement : aucun règlement n’est à déclarer.
collections-turn-on = Ma TVA est due à l’encaissement
collections-turn-off = Ma TVA n’est plus due à l’encaissement
collections-turned-on = La TVA est due à l’encaissement : les règlements à déclarer sont ci-dessous.
collections-turned-off = La TVA n’est plus due à l’encaissement : plus rien n’est à déclarer.
collections-without = Facture { $number }, { $amount } encaissés le { $date } : la TVA par taux n’est pas connue, ce règlement est à déclarer à la main.
glance-title = Premiers éléments, tels qu’ils seront lus
glance-date = Date
glance-label = Libellé
glance-debit = Débit
glance-credit = Crédit
glance-account = Compte
glance-seller = Émetteur
glance-buyer = Client
glance-total = Total TTC
glance-due = À payer
requests-title = Demandes de paiement
requests-sub = avant confirmation, rien n’est envoyé
requests-back = Retour au fichier
requests-button = Préparer les demandes de paiement
requests-offer = Un seul e-mail par débiteur pour les factures de ce fichier, ni relance ni pénalité. Vous verrez la liste et le message avant de confirmer.
requests-summary = { $debtors ->
    [one] un débiteur
   *[other] { $debtors } débiteurs
}, { $items ->
    [one] une facture
   *[other] { $items } factures
}, { $total }
requests-what = Chaque débiteur recevra un e-mail avec son relevé en PDF, à partir du { $date }. Chaque message est vérifié encore au moment de partir : ce qui aura été payé, suspendu ou contesté ne sera pas demandé. Les relances suivront leur parcours habituel.
requests-confirm = { $count ->
    [one] Confirmer une demande
   *[other] Confirmer { $count } demandes
}
requests-may-not = La confirmation demande le droit de laisser partir des messages.
requests-mentions = Il manque des mentions du créancier : aucun message ne peut partir.
requests-no-mail = Aucun serveur de messagerie n’est réglé : les demandes attendront dans la boîte d’envoi.
requests-first-send = Aucun message n’est encore parti : le premier envoi se confirme à la main et se limite à { $cap } messages.
requests-none-title = Rien à demander
requests-none-text = Les factures de ce fichier sont payées, déjà demandées, ou écartées pour la raison indiquée plus bas. Corrigez ce qui peut l’être, puis revenez ici.
requests-there = Demandes déjà préparées
requests-undo-text = Les demandes qui ne sont pas parties peuvent être annulées. Un débiteur ne reçoit qu’un e-mail par jour : une demande annulée se refait à partir du prochain jour ouvré.
requests-undo = { $count ->
    [one] Annuler la demande non partie
   *[other] Annuler les { $count } demandes non parties
}
requests-asked = Qui recevra une demande
requests-shown = les { $shown } premières lignes sur { $count }
requests-items = Factures
requests-net = Net à payer
requests-sample = Message au premier débiteur
requests-to = Destinataire : { $recipient }
requests-left-out = { $count ->
    [one] Écarté : un débiteur
   *[other] Écartés : { $count } débiteurs
}
requests-why = Raison
requests-done = { $count ->
    [one] Une demande de paiement est dans la boîte d’envoi.
   *[other] { $count } demandes de paiement sont dans la boîte d’envoi.
}
requests-done-none = Rien de plus à demander : les demandes de ce fichier sont déjà préparées, ou écartées.
requests-undone = { $count ->
    [one] Une demande annulée.
   *[other] { $count } demandes annulées.
}
requests-undone-none = Rien à annuler : les demandes sont parties, ou déjà annulées.
undo-title = Annuler cet import
undo-button = Annuler cet import
undo-pill = annulé
undo-was-done = { $count ->
    [one] Import annulé par { $actor } : une pièce retirée.
   *[other] Import annulé par { $actor } : { $count } pièces retirées.
}
undo-unknown-title = Cet import ne s’annule pas ici
undo-unknown-text = Se reprennent d’un coup les tableaux de factures (.csv, .xlsx), les factures électroniques et les relevés bancaires dont le programme a noté ce qu’ils ont créé. Pour une comptabilité, importez un fichier corrigé.
undo-what-lines = { $count ->
    [one] Une ligne bancaire que ce fichier est seul à apporter sera retirée, avec son relevé.
   *[other] { $count } lignes bancaires que ce fichier est seul à apporter seront retirées, avec leurs relevés.
}
undo-lines-other = Les lignes qu’un autre fichier apporte aussi restent.
undo-lines-keeps = Le fichier d’origine et le journal restent ; la fraîcheur du compte bancaire est recalculée.
undo-what = { $count ->
    [one] Une pièce créée par ce fichier ne comptera plus, à aucune date.
   *[other] Les { $count } pièces créées par ce fichier ne compteront plus, à aucune date.
}
undo-keeps = Rien n’est effacé : le fichier d’origine, ses lignes et le journal restent, chaque pièce est soldée par une écriture contraire de même date.
undo-accounts = Les comptes clients et les contacts que le fichier a créés restent, sans solde.
undo-changes = Les dates d’échéance qu’il a modifiées sur des pièces venues d’ailleurs ne changent pas.
undo-accounting = La comptabilité « { $file } » est arrivée depuis et a pu compter sur ces pièces : importez-la de nouveau aussitôt après l’annulation.
undo-again = Le même fichier, corrigé ou non, pourra être importé de nouveau.
undo-confirm = Annuler l’import
undo-prevented = { $count ->
    [one] Cet import ne peut pas être annulé : une pièce a servi depuis.
   *[other] Cet import ne peut pas être annulé : { $count } raisons l’empêchent.
}
undo-blockers = Ce qui empêche l’annulation
undo-done = { $count ->
    [one] Import annulé : une pièce retirée.
   *[other] Import annulé : { $count } pièces retirées.
}
undo-done-already = Cet import était déjà annulé.
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

# Penalties and the law
nav-penalties = Pénalités de retard
nav-short-penalties = Pénalités
nav-law = Droit applicable
nav-short-law = Droit
penalties-sub = Ce que le retard ajoute aux factures échues, calculé à la date d’arrêté
penalties-empty-title = Aucune pénalité à cette date
penalties-empty-text = Dès qu’une facture dépasse son échéance, ses intérêts et son indemnité apparaissent ici, avec leur calcul.
penalties-without-rule = { $count ->
    [one] { $count } poste échu sans pénalité : qualité du débiteur inconnue, ou particulier sans mise en demeure.
   *[other] { $count } postes échus sans pénalité : qualité du débiteur inconnue, ou particulier sans mise en demeure.
}
penalties-note = Ces sommes sont calculées à chaque affichage : rien n’est accumulé, et un règlement saisi aujourd’hui à sa vraie date corrige tout ce qui le suit. Les réclamer ou non reste votre décision.
closed-on-label = Arrêté au
closed-on = compte arrêté au { $date }
figure-principal = Principal échu
figure-interest = Pénalités de retard
figure-indemnity = Indemnités forfaitaires
column-kind = Qualité
column-oldest-due = Plus ancienne échéance
column-principal = Principal
column-interest = Pénalités
column-indemnity = Indemnités
column-from-to = Période
column-days = Jours
column-base = Base
column-rate = Taux
column-ground = Fondement
proof-title = Décompte des pénalités
proof-of = Décompte des pénalités — { $name }
proof-pdf = Décompte en PDF
proof-pdf-settled = Avec les factures soldées en retard
proof-item = émise le { $issued }, échue le { $due }
proof-empty-title = Rien à décompter
proof-empty-text = Aucune facture de ce débiteur n’est échue à cette date, et aucune n’a été réglée en retard avec un reste.
proof-no-day = Aucun jour ne porte intérêt.
proof-method = Chaque ligne se recalcule à la main : base × taux × jours ÷ 365, arrondi au centime ; le total est la somme des lignes. Le jour de l’échéance ne porte pas intérêt, le jour du règlement en porte un.
back-to-debtor = Fiche du débiteur
settled-late-title = Réglées en retard
settled-late-text = { $count ->
    [one] { $count } facture soldée en comptabilité, mais réglée après son échéance.
   *[other] { $count } factures soldées en comptabilité, mais réglées après leur échéance.
}
settled-late-more = { $count ->
    [one] { $count } autre n’est pas affichée ; elle est comptée dans les totaux.
   *[other] { $count } autres ne sont pas affichées ; elles sont comptées dans les totaux.
}
settled-late-pill = soldée
disputed-part = Part contestée
written-off-pill = passée en perte pour partie, non réclamée
below-floor = { $period } : la clause ({ $rate }) est inférieure à trois fois le taux légal ({ $floor }). Elle est appliquée telle quelle ; faites-la vérifier (C. com., art. L441-10, II).
moved-credit-note = Avoir
moved-payment = Règlement
moved-waiver = Abandon
moved-split = { $interest } sur les pénalités, { $principal } sur le principal
moved-unused = ({ $unused } au-delà de la dette)
compounded = Intérêts d’une année ajoutés au principal (C. civ., art. 1343-2) :
stopped-by = Les intérêts s’arrêtent la veille du jugement d’ouverture du { $date } (C. com., art. L622-28).
total-principal = Principal restant dû
total-interest = Pénalités restant dues
total-accrued = sur { $amount } courues
total-indemnity = Indemnité forfaitaire
total-clause = Clause
order-interest-first = intérêts d’abord (C. civ., art. 1343-1)
order-principal-first = principal d’abord
waive = Abandonner des pénalités
waive-what = Abandonner
waive-amount = Montant
waive-amount-help = Vide : la totalité due ce jour.
waive-do = Abandonner
waived-interest = Pénalités de retard
waived-indemnity = Indemnité forfaitaire
waived-done = Abandon enregistré. Vous pouvez le rétablir à tout moment.
waiver-restore = Rétablir
restored-done = Les sommes sont de nouveau dues.
amount-ambiguous = Le montant « { $text } » se lit de deux façons, en milliers ou en décimales. Écrivez 1 234,00 ou 1,23.
bad-amount = Le montant « { $text } » ne se lit pas. Écrivez par exemple 1 234,56.
law-go = Ouvrir « Droit applicable »
law-sub = Taux, montants et délais utilisés au { $date }, chacun avec son texte et sa source
law-enter = Saisir une valeur
law-ending = À renouveler avant le { $date } :
law-ending-why = Sans la valeur suivante, le calcul s’arrêtera à cette date et le dira.
law-unverified-count = { $count ->
    [one] { $count } valeur reste à vérifier sur un texte officiel.
   *[other] { $count } valeurs restent à vérifier sur un texte officiel.
}
law-in-force = En vigueur
law-rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}
law-own = Saisi par vous
law-own-empty-title = Aucune valeur saisie
law-own-empty-text = Chaque semestre, le taux de la BCE et le taux légal changent : saisissez ici la nouvelle valeur et sa source dès sa publication.
law-note = Le programme montre les textes, les dates et le calcul ; la qualification de la créance et la décision vous appartiennent.
law-from = À partir du
law-to = Jusqu’au
law-value-help = Un taux (2,65), un montant (33,47) ou une durée (3 mois), comme la valeur actuelle.
law-source-help = Le texte et son numéro, la page officielle, la date de lecture.
law-save = Enregistrer
law-saved = Valeur enregistrée : elle est utilisée dès maintenant.
law-withdrawn = Valeur retirée.
column-law = Donnée
column-value = Valeur
column-period = Période
column-article = Texte
column-checked = Contrôle
column-source = Source
since = depuis le { $date }
withdraw = Retirer
clauses-title = Clauses de pénalités
clauses-none = Sans clause, le taux légal entre professionnels s’applique : BCE + 10 points (C. com., art. L441-10, II).
clause-column = Taux convenu
clause-for = Pour
clause-from = Factures émises à partir du
clause-everyone = tous les clients professionnels
clause-add = Ajouter une clause
clause-kind = Nature
clause-fixed = Taux fixe annuel (%)
clause-refi = Taux BCE + points
clause-times = Multiple du taux légal
clause-plus = Taux légal + points
clause-number = Nombre
clause-debtor = Client
clause-debtor-help = Code, nom exact ou SIREN ; vide pour les conditions générales.
clause-source-help = Par exemple « CGV du 01/01/2026, article 7 ».
clause-save = Enregistrer la clause
clause-saved = Clause enregistrée.
clause-withdrawn = Clause retirée.
clause-bad-number = Ce nombre ne convient pas : un taux ou des points comme 12,50, un multiple comme 3.
count-title = Règles de calcul
terms-days = Nombre de jours de l’année
terms-order = Imputation des règlements
terms-party = Créancier
terms-in-letters = Joindre le décompte des pénalités aux lettres adressées aux professionnels
terms-save = Enregistrer les règles
terms-saved = Règles enregistrées : tous les décomptes en tiennent compte.
party-professional = professionnel
party-individual = particulier
count-365 = 365 jours toujours (ACT/365)
count-actual = 366 en année bissextile (ACT/ACT)
# Prescription et preuves
claims-title = Prescription et preuves
claims-all = Toutes les dates à surveiller
claims-caution = Ces dates sont calculées d’après les textes et les faits enregistrés. Elles ne disent pas si une créance est prescrite : c’est à vous, et en dernier lieu au juge, de l’apprécier.
claims-insolvent = Procédure collective ouverte le { $date } : les relances sur les dettes antérieures doivent cesser, elles sont retenues. Déclarez la créance auprès du mandataire dans les délais.
claims-at-most = au plus tard
claims-at-least = au plus tôt, événement en cours
claims-date-past = date passée
claims-days-left = { $days ->
    [0] aujourd’hui
    [one] dans { $days } jour
   *[other] dans { $days } jours
}
claims-no-period = Aucune durée connue pour ce départ : à apprécier.
claims-step-date = Date atteinte : { $date }.
claims-events = Événements juridiques
claims-events-empty = Rien d’enregistré : ni reconnaissance de dette, ni action en justice, ni procédure collective.
claims-settled-item = poste soldé
claims-until = jusqu’au { $date }
claims-cancel = Annuler
claims-cancel-do = Annuler cet événement
claims-reason = Pièce ou motif
claims-reason-help = Par exemple « courriel du 4 mars, au dossier ». Il reste au journal.
claims-record = Enregistrer un événement
claims-record-do = Enregistrer l’événement
claims-event = Événement
claims-event-help = Une mise en demeure, même recommandée, ne déplace pas la date.
claims-event-day = Date de l’acte
claims-granted = Délais accordés par le juge
claims-granted-until = Jusqu’au
claims-granted-rate = Taux réduit, en %
claims-bad-kind = Choisissez un événement dans la liste.
claims-bad-rate = Ce taux ne se lit pas ; écrivez par exemple 2,75.
claims-recorded-done = Événement enregistré.
claims-insolvency-done = Procédure collective enregistrée : les relances sur les dettes antérieures au jugement sont retenues.
claims-cancelled-done = Événement annulé ; il reste au journal.
column-watch = Date à surveiller
column-possible = Date possible
column-start = Départ
column-preflight = Contrôle
column-about = Concerne
claim-title = Créance { $number }
claim-empty-title = Aucune créance ouverte
claim-empty-text = Ce poste est soldé, ou l’adresse est inexacte.
claim-dates = Dates
claim-stop = Butoir de vingt ans
claim-document = Ouvrir la pièce
claim-influences = Ce qui déplacerait la date, et ce qui ne la déplace pas
claim-interrupts = Fait courir un nouveau délai entier
claim-suspends = Suspend le délai
claim-closes = Met fin à un autre événement, ou l’efface
claim-does-not = Ne déplace pas la date
claim-facts = Ce que l’on sait de la créance
claim-service = Livraison ou achèvement
claim-nature = Nature de la créance
claim-nature-default = d’après la nature du débiteur
claim-disputed = Part contestée
claim-dispute-reason = Motif de la contestation
claim-evidence = Autre preuve
claim-evidence-help = Où elle se trouve, par exemple « bon de livraison signé, classeur 2026 ».
claim-file = Facture ou pièce à conserver
claim-choose = Choisir un fichier
claim-save = Enregistrer
claim-bad-amount = Cette part ne se lit pas ; écrivez par exemple 120,50.
claim-saved-done = Créance enregistrée.
preflight-title = Avant une mise en demeure
preflight-mark-ok = { $word } ✓
preflight-mark-open = { $word } : à voir
preflight-overridden = passé outre, avec motif
preflight-decided = Passé outre par { $name } : { $reason }
preflight-not-covered = ne couvre plus tout ce qui manque
preflight-reason = Pourquoi passer outre
preflight-reason-help = Ce motif engage son auteur : il est conservé avec les points concernés.
preflight-override-do = Passer outre
preflight-overridden-done = Motif enregistré : la créance peut entrer dans une mise en demeure.
preflight-met = Voir ce qui est réuni
preflight-nothing-open = Plus rien n’est dû sur les postes de cette tâche.
limitation-title = Dates de prescription à surveiller
limitation-sub = Jusqu’au { $date }, du plus proche au plus lointain
limitation-coming = Date à venir
limitation-past = Date passée
limitation-days = Horizon, en jours
limitation-empty-title = Rien à surveiller
limitation-empty-text = Aucune date ne tombe dans cet horizon. Élargissez-le, ou regardez les dates passées.
limitation-notice = { $count ->
    [one] { $count } poste à surveiller (prescription)
   *[other] { $count } postes à surveiller (prescription)
}
limitation-notice-past = { $count ->
    [one] { $count } poste dont la date est passée
   *[other] { $count } postes dont la date est passée
}
# Règlements, écarts, délais, créances douteuses et pertes
nav-accounting = Comptabilité
nav-short-accounting = Compta
show-beyond-cap = Délais au-delà du plafond légal
settlement-title = Règlements et écarts
act-allocate = Affecter
act-settle = Solder un écart
act-refund = Rembourser
act-bounce = Impayé
act-write_off = Passer en perte
act-doubtful = Passer en douteux
act-impairment = Déprécier
act-release = Reprendre une dépréciation
act-undo = Annuler
proposal-title = À affecter :
proposal-do = Affecter ainsi
proposal-other = Affecter autrement
proposal-confirm = Plusieurs dettes sont échues : la loi paie d’abord celle que le débiteur avait le plus d’intérêt à acquitter, ce que le programme ne peut pas savoir. La plus ancienne est proposée ; confirmez ou choisissez (C. civ. 1342-10).
share-after = reste
share-left = Reste sur le compte :
operations-title = Opérations
operations-empty = Aucune opération pour l’instant.
operation-undone = Annulée
next-step = Suite conseillée :
undone-operation = Opération annulée : les montants sont ceux d’avant.
terms-title = Délai de règlement
terms-effective = Délai
terms-default = (délai par défaut)
terms-cap = Plafond légal
terms-not-capped = Les plafonds entre professionnels ne concernent pas ce client (particulier, organisme public, ou nature inconnue).
terms-invoices = { $count ->
    [one] { $count } facture ouverte au-delà du plafond
   *[other] { $count } factures ouvertes au-delà du plafond
}
terms-change = Modifier le délai ou le secteur
terms-field = Délai convenu
terms-help = Par exemple « 45 jours fin de mois », « fin de mois + 45 jours », « 45 jours fin de mois le 10 » ou « 30 jours à compter de la réception ». Vide : délai par défaut.
terms-sector = Secteur
terms-do = Enregistrer le délai
terms-done = Délai enregistré.
terms-done-beyond = Délai enregistré. Il dépasse le plafond légal : voyez l’avertissement.
cap-example = Exemple : une facture du { $issued } serait due le { $due }, le { $latest } au plus tard.
cap-unchecked = Plafond à vérifier.
foreign-title = Autres devises
foreign-rate = au cours de 1 € = { $rate } { $currency } du { $date } ({ $source })
foreign-none = pas de cours saisi
foreign-apart = L’équivalent en euros est indicatif : les devises ne s’additionnent jamais.
foreign-enter = Saisir un cours
foreign-field = Unités pour 1 €
foreign-on = Cours du
foreign-source = Source
foreign-do = Enregistrer le cours
foreign-done = Cours enregistré.
operation-sub = Rien n’est écrit avant la confirmation ; chaque opération s’annule.
operation-item = Poste
operation-amount = Montant
operation-amount-help = Vide : tout ce qui est possible.
allocate-amount-help = Pris en compte quand un poste est choisi ; vide : tout ce qui est possible.
operation-name = Nature de l’écart
operation-code = Motif du rejet
operation-regime = Exigibilité de la TVA
operation-ground = Cause de la perte
operation-ground-on = Date du jugement ou de la preuve
operation-net = Montant hors taxe
operation-on = Date d’effet
operation-reason = Motif
operation-done = Enregistré : { $operation }.
reason-tolerance = Facultatif jusqu’à { $tolerance } ; il reste au journal.
reason-optional = Facultatif ; il reste au journal.
reason-kept = Motif :
allocate-on = Sur
allocate-by-law = selon la loi (C. civ. 1342-10)
allocate-designated = Le débiteur a désigné
allocate-none-designated = rien
allocate-agreed = Accord du créancier pour une dette désignée payée en partie
choose = À choisir
choose-item = Choisissez un poste.
choose-name = Choisissez la nature de l’écart.
choose-code = Choisissez le motif du rejet.
choose-regime = Indiquez quand la TVA de cette vente est exigible : le programme ne le devine pas.
choose-ground = Indiquez la cause de la perte : elle décide de la TVA.
bad-rate = Indiquez le taux de TVA, par exemple 20 ou 5,5, et pour plusieurs taux le montant TTC de chacun.
vat-title = TVA de la créance
vat-rate = Taux { $number } (%)
vat-gross = Montant TTC
vat-by-rate = Remise par taux de TVA
vat-column-rate = Taux de TVA
vat-column-base = Base HT
vat-column-tax = TVA
vat-help = Un seul taux : laissez le montant vide.
see-effect = Voir l’effet
effect-title = Effet
effect-none = Aucun poste ne bouge : seule la comptabilité est concernée.
effect-before = Reste avant
effect-after = Reste après
effect-new = créé par l’opération
entry-title = Écriture
entry-account = Compte
entry-debit = Débit
entry-credit = Crédit
mention-title = Facture rectificative :
mention-help = Envoyez au débiteur un duplicata portant cette mention, bien visible, avant de récupérer la TVA, et gardez la preuve de l’envoi (CGI 272-1).
change = Modifier
undo-later = L’opération reste annulable depuis la fiche du débiteur.
nothing-to-choose-title = Aucun poste ne s’y prête
nothing-to-choose-text = Cette opération attend un poste ouvert de ce débiteur : un crédit à affecter, une créance, ou une créance déjà en douteux. Revenez à la fiche.
doubtful-mark = en douteux
impairment-help = Une dépréciation porte sur le montant hors taxe d’une créance douteuse.
accounting-sub = Écritures des créances douteuses, dépréciations et pertes, à reprendre dans votre comptabilité
accounting-empty-title = Aucune écriture sur cette période
accounting-empty-text = Un passage en douteux, une dépréciation ou un passage en perte, depuis la fiche d’un débiteur, produit ici son écriture.
accounting-total = Totaux :
period-from = Du
period-to = Au
settings-title = Réglages
settings-word = Mot de la facture rectificative pour le montant hors taxe
settings-digits = Chiffres des numéros de compte
settings-digits-help = 0 : les numéros du plan comptable tels quels ; 6 : 411000, 654000…
settings-do = Enregistrer les réglages
settings-done = Réglages enregistrés.
settings-bad = Choisissez un des deux mots, et un nombre de chiffres, ou laissez ce champ vide.
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
limits-of-debtor = Délais légaux
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
## Prescription : postes sans durée
limitation-unknown = Sans durée connue
limitation-unknown-text = { $count ->
    [one] Sans durée connue, 1 poste : aucun texte enregistré ne donne de durée à la date de son départ (avant 2008, par exemple). Faites vérifier sa date.
   *[other] Sans durée connue, { $count } postes : aucun texte enregistré ne donne de durée à la date de leur départ (avant 2008, par exemple). Faites vérifier leurs dates.
}

# Data quality
nav-quality = Qualité
quality-title = Qualité des données
nav-short-quality = Qualité
quality-sub = { $count ->
    [0] Rien à corriger
    [one] { $count } point à corriger
   *[other] { $count } points à corriger
}
quality-empty-title = Tout est en ordre
quality-empty-text = Cette page liste ce qui empêche de relancer ou fausse les chiffres : e-mails absents, doublons, échéances estimées, entreprises fermées… Elle se remplit d’elle-même à chaque import.
quality-none-title = Rien de ce genre
quality-none-text = Aucun point ne correspond. Changez de liste ou de recherche.
quality-search = Nom, code ou n° de pièce
quality-keys = Au clavier : j et k pour changer de ligne, Entrée pour corriger, i pour mettre de côté.
quality-reach = { $percent } % des encours joignables par e-mail
quality-reach-label = Part des encours joignables par e-mail
quality-kinds = Points à corriger, par nature
quality-column-found = Constat
quality-column-stake = En jeu
quality-type-email = Saisir l’e-mail
quality-email = E-mail du service comptable
quality-confirm-due = Confirmer le { $date }
quality-other-due = Autre date
quality-type-siren = Saisir le SIREN
quality-type-address = Saisir l’adresse
quality-add-document = Joindre la pièce
quality-open-debtor = Ouvrir le compte
quality-ignore = Mettre de côté
quality-ignore-reason = Motif
quality-ignore-do = Mettre de côté { $days } jours
quality-ignored = Mis de côté jusqu’au { $date }.
quality-fixed = Corrigé.
quality-bad-date = Cette date n’est pas lisible : écrivez-la comme 22/11/2026.
save = Enregistrer
cancel = Annuler
percent = { $value } %

# Identity of a debtor, contacts
account-open = Fiche
account-back = Retour au compte
account-title = Fiche : { $name }
account-identity = Identité
account-new = Nouveau débiteur
account-new-sub = Un compte créé ici reçoit les factures des fichiers qui portent son code.
account-code = Code du compte
account-code-help = Le compte auxiliaire, tel qu’il est dans la comptabilité. Il ne change plus ensuite.
account-kind-help = Elle décide des pénalités : un particulier, ou une nature inconnue, n’en reçoit jamais.
account-country-help = Code de deux lettres : FR, BE…
account-iban-help = Le compte d’où ce client paie : il aide à reconnaître ses règlements.
account-terms-help = Par exemple « 30 jours fin de mois ». Vide : le délai habituel. Les échéances estimées suivent.
account-saved = { $count ->
    [0] Rien n’a changé.
    [one] Fiche enregistrée : { $count } champ modifié.
   *[other] Fiche enregistrée : { $count } champs modifiés.
}
account-created = Débiteur créé. Ajoutez un contact pour que ses relances partent.
language-fr = Français
language-en = Anglais
role-accounting = Comptabilité
role-management = Direction
role-purchasing = Achats
role-other = Autre
contact-role = Rôle
contact-name = Nom
contact-email = E-mail
contact-phone = Téléphone
contact-edit = Modifier
contact-remove = Retirer
contact-add = Ajouter un contact
contact-saved = Contact enregistré.
contact-removed = Contact retiré.
company-active = Au registre : « { $name } », en activité.
company-closed = Au registre : « { $name } », fermée. Cherchez le repreneur ou le liquidateur avant de relancer.
company-closed-on = Au registre : « { $name } », fermée depuis le { $date }. Cherchez le repreneur ou le liquidateur avant de relancer.
company-checked = Consulté le { $date } ({ $source }).

# Merging accounts
merge-title = Fusionner deux comptes
merge-start = Fusionner…
merge-sub = « { $absorbed } » rejoindrait « { $survivor } ».
merge-compare = Comparer et fusionner
merge-distinct = Ce ne sont pas les mêmes
merge-choose-text = Choisissez le compte qui fait double emploi. Les comptes qui se ressemblent sont proposés.
merge-search = Chercher
merge-none-title = Aucun compte semblable
merge-none-text = Cherchez l’autre compte par son nom, son code ou sa ville.
merge-swap = Échanger les rôles
merge-stays = Reste
merge-absorbed = Rejoint l’autre
merge-fields = Que garder
merge-no-conflict = Les deux fiches ne se contredisent pas.
merge-nothing = (rien)
merge-reason = Motif
merge-after = Le code du compte absorbé reste connu : les fichiers qui le portent iront au compte qui reste. La fusion se défait depuis sa fiche.
merge-do = { $items ->
    [0] Fusionner
    [one] Fusionner et déplacer { $items } poste
   *[other] Fusionner et déplacer { $items } postes
}
merge-count-items = Postes
merge-count-open = dont ouverts
merge-count-contacts = Contacts
merge-count-bank = Lignes de banque
merge-count-holds = Suspensions en cours
merge-count-events = Événements et délais juridiques
merge-count-operations = Opérations
merge-count-actions = Relances et tâches
merge-done = Comptes fusionnés. Vous pouvez défaire la fusion ci-dessous.
merge-told = { $name } ({ $code }) a rejoint ce compte le { $date }, par { $who }.
merge-undo = Défaire la fusion
merge-undone = { $count ->
    [0] Fusion défaite : chaque compte a retrouvé ses postes.
    [one] Fusion défaite : chaque compte a retrouvé ses postes, et { $count } message attend de nouveau.
   *[other] Fusion défaite : chaque compte a retrouvé ses postes, et { $count } messages attendent de nouveau.
}
merge-undone-left = Fusion défaite. Modifiés depuis, ces champs restent : { $fields }.
merge-told-apart = Noté : ces deux comptes ne seront plus proposés ensemble.
merge-redirected = Ce compte a été fusionné : voici celui qui le remplace.

# Register of companies
register-search = Chercher au registre
register-open = Voir au registre
## Factures électroniques
einvoice-pdf = Voir la facture
einvoice-xml = Fichier de la facture
# Encaissements : rapprochement à la main
receipts-title = Encaissements
inbox-shown = { $count ->
    [one] { $count } ligne affichée,
   *[other] { $count } lignes affichées,
}
lines-waiting = À traiter
lines-unknown = À identifier
lines-proposed = Proposé
lines-matched = Affecté
lines-ignored = Écarté
lines-empty-title = Aucune ligne ici
lines-empty-text = Changez de filtre, ou cherchez un autre payeur, libellé ou montant.
filter-search-line = Payeur, libellé ou montant
filter-sort = Trier
sort-oldest = Plus anciens d’abord
sort-newest = Plus récents d’abord
sort-largest = Plus gros montants
sort-smallest = Plus petits montants
sort-payer = Par payeur
line-proposed = Proposé { $confidence } %
line-lead = Piste
line-unknown = À identifier
line-matched = Affecté
match-back = Retour aux encaissements
match-tabs = Ce que paie cette ligne
match-suggestions = Suggestions
match-items = Factures
match-selection = Sélection
match-selection-empty = Cochez des factures : elles s’additionnent ici.
match-confidence = Confiance { $confidence } %
match-runner-up = Autre piste :
match-other-lead = autre piste
match-no-suggestion = Rien de certain dans le libellé ni dans le payeur. Cherchez le client dans « Factures ».
match-accept = Accepter
match-see-items = Voir ses factures
match-short = manque
match-surplus = trop-perçu de
match-credit = avoir
match-column-amount = Montant affecté
match-amount-of = Montant affecté à { $number }
match-left = Reste à affecter
match-left-help = Cochez ce que ce règlement paie ; les montants se corrigent pour un paiement partiel.
match-do = Affecter
match-customer-only = Garder sur le compte
match-nothing-chosen = Cochez au moins une facture, ou gardez le règlement sur le compte du client.
match-no-items = Rien d’ouvert sur ce compte dans cette devise. Le règlement peut rester sur le compte.
match-no-account-title = Choisissez un client
match-no-account-text = Cherchez-le ci-dessous par nom, code ou ville : ses factures ouvertes s’affichent ici.
match-search-debtor = Ajouter un client
match-same-group = Du même groupe :
booked-title = Déjà dans la comptabilité ?
booked-help = La comptabilité tient un règlement du même montant, aux mêmes jours, que le relevé n’a pas encore rencontré. Liez la ligne à ce règlement : aucun second paiement n’est créé.
booked-do = Déjà comptabilisé
booked-do-for = Déjà comptabilisé : { $number }, { $name }
booked-done = Ligne liée au règlement de la comptabilité.
match-booked-help = La comptabilité a enregistré ce règlement : c’est elle qui le corrige, puis importez le FEC.
rest-label = Différence
rest-keep = Laisser tel quel
rest-help = Trop-perçu : il reste sur le compte. Manque : le plus récent reste dû.
rest-account = Compte qui garde un trop-perçu
rest-reason = Motif de l’écart
rest-reason-help = Nécessaire au-delà de la tolérance.
redo-do = Refaire l’affectation annulée
ignore-title = Cette ligne ne concerne aucun client
ignore-reason = Pourquoi
ignore-help = Apport, subvention, remise de cartes… Ce motif reste au journal ; la ligne peut être reprise.
memory-title = Ce que Quittance a retenu
memory-sub = Les comptes et les noms sous lesquels vos clients paient, retenus des rapprochements faits ou confirmés à la main. Chacun s’oublie d’un clic.
memory-search = IBAN, nom ou client
memory-all = Tout
memory-accounts = IBAN
memory-names = Noms
memory-third = Tiers payeurs
memory-empty-title = Rien de retenu ici
memory-empty-text = Affectez un encaissement à la main : le compte et le nom du payeur sont retenus, et la prochaine fois le client est proposé.
memory-column-payer = Payeur
memory-column-origin = Origine
memory-kind-account = compte
memory-kind-name = nom
memory-line = voir l’encaissement
memory-third-pill = Paie pour { $count } clients sans lien
memory-third-help = Tiers payeur (affacturage, notaire…) : n’est plus un indice.
memory-revoke = Révoquer
memory-revoked = Oublié : ce n’est plus un indice.
memory-add-title = Ajouter un payeur connu
memory-add-debtor = Client
memory-add-help = Un IBAN, ou un nom d’au moins quatre lettres.
memory-add-do = Retenir
memory-added = Payeur retenu.
debtor-words-help = Code, nom exact ou SIREN.
virtual-title = IBAN virtuels
virtual-sub = Un IBAN à vous, donné à un seul client, une seule facture ou un seul point de vente : qui paie dessus est identifié, quel que soit le libellé.
virtual-search = IBAN, client, point de vente ou note
virtual-empty-title = Aucun IBAN virtuel
virtual-empty-text = Collez ci-dessous la liste de votre banque ou de votre prestataire de paiement.
virtual-column-for = Pour
virtual-item = facture { $number }
virtual-account = tout le compte
virtual-place = point de vente { $name }
virtual-add-title = Ajouter
virtual-list = Liste à coller
virtual-list-help = Une ligne par IBAN : IBAN ; client ; facture ; point de vente ; note. Les trois derniers sont facultatifs.
virtual-example = FR76 3000 6000 0112 3456 7890 189 ; C00042 ; ; Nantes ; contrat 2026
virtual-add-do = Ajouter ces IBAN
virtual-added = { $count ->
    [0] Aucun IBAN ajouté.
    [one] { $count } IBAN ajouté.
   *[other] { $count } IBAN ajoutés.
}
virtual-problem = Ligne { $line } :
virtual-revoked = IBAN virtuel révoqué.
matching-settings-title = Réglages du rapprochement
matching-settings-sub = Ce que Quittance affecte seul, ce qu’il propose, et les écarts qu’il tolère. Chaque changement est au journal.
setting-automatic = Affecter seul dès (confiance sur 100)
setting-automatic-help = 95 par défaut, jamais sous 80. Plus haut : moins d’erreurs, plus de lignes à confirmer.
setting-propose = Proposer dès (confiance sur 100)
setting-propose-help = 60 par défaut. En dessous, la ligne reste « à identifier » avec ses pistes.
setting-tolerance = Arrondi toléré ({ $unit })
setting-tolerance-help = Un écart jusqu’à ce montant se solde sans motif.
setting-fee = Frais bancaires au plus ({ $unit })
setting-fee-help = Ce qu’une banque a pu retenir sur un virement ; au-delà, un motif est demandé.
setting-third = Tiers payeur dès (clients sans lien)
setting-third-help = Un IBAN ou un nom qui paie pour autant de clients sans lien n’identifie plus personne.
setting-discount = Taux d’escompte pour paiement anticipé
setting-discount-help = En pourcentage, facultatif : un paiement court de ce taux, dans le délai, est reconnu et le dit.
setting-discount-days = Délai de l’escompte (jours)
setting-discount-days-help = À compter de la date de facture, dernier jour compris.
setting-save = Enregistrer les réglages
setting-saved = Réglages enregistrés.
setting-unread = Un nombre ne se lit pas : saisissez par exemple 95, ou 25,00.
group-title = Groupe
group-parent = Société mère :
group-none = Ce client ne fait partie d’aucun groupe.
group-parent-label = Société mère
group-parent-help = Code, nom exact ou SIREN ; vide pour aucune. L’une peut payer pour l’autre.
group-do = Enregistrer le groupe
group-done = Groupe enregistré.
register-title = Registre des entreprises
register-ask = Interroger { $name }
register-before = Le nom ou le SIREN de ce débiteur, et lui seul, sera envoyé au registre quand vous l’interrogerez.
register-off-title = Aucun registre réglé
register-off-text = Rien ne sort de la maison sans votre accord. Pour compléter les SIREN, renseignez « company_register » dans les réglages : l’adresse du service public, ou un extrait de Sirene sur cette machine.
register-failed = Ce débiteur n’a pas pu être cherché. Rechargez la page.
register-none-title = Aucune entreprise trouvée
register-none-text = Vérifiez le nom et le code postal sur la fiche, ou saisissez le SIREN à la main.
register-closed = Fermée
register-same = La fiche dit la même chose que le registre.
register-fields = Ce que la fiche peut reprendre
register-field = Champ
register-ours = Fiche
register-theirs = Registre
register-take = Reprendre
register-take-all = { $count ->
    [one] Reprendre ce champ
   *[other] Reprendre les { $count } champs
}
register-check = Vérifier les SIREN au registre
register-round = { $count ->
    [0] Aucun compte à vérifier : tous l’ont été depuis moins de 30 jours.
    [one] { $count } compte vérifié, dont { $closed } fermé(s).
   *[other] { $count } comptes vérifiés, dont { $closed } fermé(s).
}
register-more = Il en reste : relancez la vérification.
match-paid = Ce qui a été payé :
## Connexions
nav-connections = Connexions
connections-sub = Les autres programmes : ce qu’ils apportent, ce qu’ils apprennent.
secret-once = Copiez ce secret maintenant : il ne sera plus jamais affiché.
secret-text = Secret
tokens-title = Jetons d’accès à l’API
tokens-empty-title = Aucun jeton
tokens-empty-text = Un jeton permet à votre outil de gestion d’envoyer factures, débiteurs et règlements, et de lire l’encours. Sa description est à l’adresse /api/v1/openapi.json.
token-add = Créer un jeton
token-name = Nom
token-name-help = Il apparaîtra au journal : le nom du programme, par exemple.
token-role = Rôle
token-uses = Usages
token-last-day = Dernier jour
token-used = Dernière utilisation
token-never = Jamais
token-revoked = Révoqué
token-expired = Expiré
token-in-force = En service
token-until = jusqu’au
token-revoke = Révoquer
token-do = Créer le jeton
token-made = Jeton « { $name } » créé
token-was-revoked = Jeton révoqué : il n’ouvre plus rien.
hooks-title = Webhooks
hooks-empty-title = Aucun webhook
hooks-empty-text = Un webhook prévient votre outil dès qu’une facture est soldée, rouverte, ou qu’un règlement arrive. Chaque envoi est signé.
hook-add = Créer un webhook
hook-url = Adresse
hook-url-help = Elle reçoit des requêtes POST en JSON, signées selon Standard Webhooks.
hook-label = Libellé
hook-kinds = Faits transmis
hook-do = Créer le webhook
hook-made = Webhook { $url } créé
hook-rotated = Nouveau secret de signature
hook-rotate = Renouveler le secret
hook-two-secrets = Deux secrets signent pendant 24 h
hook-enable = Réactiver
hook-disable = Désactiver
hook-delete = Supprimer
hook-disabled = Désactivé
hook-failing = En échec depuis
hook-called = En service
hook-gone = Adresse supprimée
hook-ping = Envoyer un essai
hook-pinged = Essai en route : son résultat apparaît dans les envois.
hook-was-enabled = Webhook réactivé : ce qui attendait part.
hook-was-disabled = Webhook désactivé.
hook-was-deleted = Webhook supprimé.
hook-stopped = { $url } n’est plus appelée : aucun envoi n’y est arrivé depuis cinq jours. Réparez-la, puis réactivez-la.
hook-dead = { $count ->
    [one] Un envoi a été abandonné après dix essais : renvoyez-le une fois l’adresse réparée.
   *[other] { $count } envois ont été abandonnés après dix essais : renvoyez-les une fois l’adresse réparée.
}
deliveries-title = Derniers envois
delivery-title = Envoi
delivery-fact = Fait
delivery-answer = Réponse
delivery-delivered = Arrivé
delivery-dead = Abandonné
delivery-cancelled = Annulé
delivery-again = Nouvel essai prévu
delivery-waiting = En attente
delivery-next = le
delivery-attempts = { $count ->
    [0] aucun essai
    [one] un essai
   *[other] { $count } essais
}
delivery-resend = Renvoyer
delivery-resent = Envoi redemandé.
delivery-none-title = Aucun essai
delivery-none-text = L’envoi attend son tour : il part en quelques secondes quand le programme travaille.
attempt-number = Essai
attempt-took = Durée
attempt-body = Début de la réponse
folder-title = Dossier surveillé
folder-waiting = { $count ->
    [0] rien en attente
    [one] un fichier en attente
   *[other] { $count } fichiers en attente
}
folder-empty-title = Aucun dossier surveillé
folder-empty-text = Indiquez un dossier par le réglage « watch » ou l’option --watch : les fichiers déposés sont importés, puis archivés avec un rapport.
folder-help = Déposez vos fichiers ici : ils sont importés puis rangés dans « archive », ou dans « quarantine » si rien n’a pu être lu, avec un rapport.
folder-kept = Rangé dans
folder-imported = Importé
folder-known = Déjà importé
folder-quarantined = En quarantaine
api-not-found = Introuvable. Vérifiez l’adresse dans la documentation de l’API.
api-method = Cette adresse n’accepte pas cette méthode.
api-too-large = Demande trop volumineuse : découpez-la.
api-unavailable = Le programme ne répond pas à temps. Réessayez.
api-bad-request = Demande illisible. Vérifiez-la dans la documentation de l’API.
api-token-refused = Jeton absent, inconnu, expiré ou révoqué. Envoyez l’en-tête Authorization avec « Bearer » suivi d’un jeton de la page Connexions.
api-token-scope = Ce jeton n’a pas l’usage « { $scope } ». Créez-en un qui l’a, sur la page Connexions.
api-too-many = Plus de { $count } requêtes en une minute. Attendez avant de continuer.
api-bad-key = La clé d’idempotence compte de 1 à 255 caractères imprimables.
api-media-type = Envoyez du JSON, avec le type de contenu application/json.
api-bad-json = JSON illisible à la ligne { $line }, colonne { $column }.
api-no-row = Envoyez un objet, ou une liste d’objets qui n’est pas vide.
api-too-many-rows = Trop de lignes : { $count } au plus par requête.
api-refused = Rien n’a été enregistré : corrigez les champs indiqués et renvoyez la demande.
api-empty-file = Le fichier est vide : envoyez son contenu comme corps de la requête.
api-bad-cursor = Curseur illisible : reprenez « next_cursor » de la page précédente.
api-bad-limit = De 1 à { $most } lignes par page.
api-bad-date = Écrivez une date comme 2026-11-22.
api-bad-status = Valeur inconnue. Attendu : { $list }.
api-bad-id = Identifiant illisible.
api-ids-or-all = Donnez « ids », ou « all » avec ses filtres, mais pas les deux.
api-bad-amount = Montant illisible. Exemple : 1234.56.
keys-choose = Cocher la ligne courante
keys-accept = Accepter la suggestion (encaissements)
keys-undo = Annuler l’affectation (encaissements)

sources-title = Sources et fraîcheur
sources-sub = D’où viennent les chiffres, jusqu’à quand, et ce qui manque
sources-bring = Importer un fichier
sources-empty-title = Aucune source
sources-empty-text = Importez le FEC de l’exercice en cours puis un relevé bancaire : cette page dira jusqu’où vont les chiffres et quel relevé manque.
sources-limits = Limites de fraîcheur
sources-limits-text = Les relances sont suspendues quand la banque a plus de { $bank } jours ou la comptabilité plus de { $ledger } jours : elles pourraient réclamer ce qui est déjà payé. Elles repartent au premier fichier récent.
sources-banks = Comptes bancaires
sources-no-bank-title = Aucun compte bancaire
sources-no-bank-text = Importez un relevé : son compte apparaîtra ici. Sans banque, seule la comptabilité décide.
sources-account = Compte
sources-until = Dernier jour couvert
sources-statement = Dernier relevé
sources-files = Comptabilité et clients
sources-files-sub = Factures électroniques et clients ne comptent pas pour la fraîcheur
sources-last = Dernier import
sources-api = Factures reçues par l’API
sources-einvoices = Factures électroniques
sources-age = { $days ->
    [0] aujourd’hui
    [1] hier
   *[other] il y a { $days } jours
}
sources-missing = { $count ->
    [one] Il manque un relevé bancaire.
   *[other] Il manque { $count } relevés bancaires.
}

## Scénarios
nav-scenarios = Scénarios
scenario-version = version { $version }
scenario-steps = { $count ->
    [one] une étape
   *[other] { $count } étapes
}
scenario-in-force = Étapes en vigueur
scenario-day = Jour
scenario-ways = Canaux, dans l’ordre
scenario-mode = Départ
scenario-conditions = Conditions
scenario-gap = { $days } j au moins après l’étape précédente
scenario-from-issue = { $days } j après la facture
scenario-from-previous = { $days } j après l’étape précédente
mode-automatic = Automatique
mode-unless-vetoed = Automatique après { $hours } h sans veto
mode-to-confirm = À confirmer
mode-manual = Par une personne
if-min-amount = à partir de { $amount }
if-max-amount = jusqu’à { $amount }
if-min-score = score d’au moins { $score }
if-max-score = score d’au plus { $score }
if-late-items = au moins { $count } postes échus
if-categories = catégorie { $names }
if-kinds = { $count ->
    [one] une nature de créance
   *[other] { $count } natures de créance
}
scenario-text = Texte du scénario
scenario-text-label = Étapes et tests
scenario-text-help = Le même texte que « quittance scenario check » vérifie : modifiez-le, essayez-le sur les comptes d’aujourd’hui, puis enregistrez. Chaque poste garde sa place par la clé de l’étape.
scenario-try = Essayer sur les comptes d’aujourd’hui
scenario-save = Enregistrer cette version
scenario-save-help = L’enregistrement est proposé quand le texte est juste et que tous ses tests réussissent. Rien n’est envoyé par un essai.
scenario-saved = Version { $version } enregistrée : elle décide dès la prochaine nuit.
scenario-line = Ligne { $line } :
scenario-test-failed = Le test « { $name } » échoue : attendu « { $expected } », obtenu « { $got } ».
scenario-tests-pass = { $count ->
    [one] Le test réussit.
   *[other] Les { $count } tests réussissent.
}
scenario-effect = Effet sur les comptes d’aujourd’hui
scenario-effect-sub = { $count ->
    [one] un débiteur examiné
   *[other] { $count } débiteurs examinés
}
scenario-sooner = Débiteurs qui avancent
scenario-later = Débiteurs qui reculent
scenario-tonight = Actions ce soir
scenario-before = Prochaine étape aujourd’hui
scenario-after = Avec ce texte
scenario-no-step = aucune
scenario-versions = Versions
scenario-versions-sub = Ouvrez une version pour la reprendre dans l’éditeur
scenario-since = Depuis
scenario-author = Par
scenario-first = fournie avec le programme
scenario-current = En vigueur
scenario-past = remplacée
series-title = Les scénarios de la maison
series-sub = { $count ->
    [one] un scénario
   *[other] { $count } scénarios
}
series-name = Scénario
series-debtors = Débiteurs
series-items = Postes
series-open = Restant dû
series-acts = Actions
series-retired = Retiré
series-default = Par défaut
series-rules = { $count ->
    [one] par une règle
   *[other] par { $count } règles
}
series-own = { $count ->
    [one] donné à un débiteur
   *[other] donné à { $count } débiteurs
}
series-unused = Personne ne le suit
series-retire = Retirer
series-reinstate = Remettre en vigueur
series-was-retired = Le scénario est retiré ; ses versions restent, et il peut revenir.
series-was-reinstated = Le scénario est de nouveau en vigueur : donnez-le par une règle ou à un débiteur.
series-new = Nouveau scénario
series-new-help = Partez d’un scénario existant ou du lot d’un métier, modifiez le texte, puis créez-le. Aucun poste ne le suit avant qu’une règle ou une personne le donne.
series-from = À partir de
series-copy-of = Copie de « { $name } »
series-of-pack = Lot « { $name } »
series-begin = Préparer le texte
series-create = Créer ce scénario
series-created = Scénario créé : donnez-le par une règle, ou à un débiteur depuis sa fiche.
series-follows-none = Aucun poste ne suit encore ce scénario : sa création ne change rien à ce qui part.
series-rename = Changer le nom
series-rename-act = Renommer
series-renamed = Le scénario s’appelle désormais « { $name } ».
scenario-timeline = Étapes d’un poste que personne ne paie, de { $first } à { $last }
rules-title = Quel poste suit quel scénario
rules-sub = La première règle qu’un poste remplit lui donne son scénario, chaque nuit. Un poste qui change de scénario garde sa place : aucune étape n’est répétée.
rules-back = Scénarios
rules-change = Modifier les règles
rules-empty = Aucune règle : tous les postes suivent le même scénario. Une règle en donne un autre par catégorie, nature, montant ou retard.
rules-default = tous les autres postes
rules-load = ({ $debtors ->
    [one] un débiteur
   *[other] { $debtors } débiteurs
}, { $items ->
    [one] un poste
   *[other] { $items } postes
})
rules-otherwise = Sinon
rules-default-label = Scénario par défaut
rules-add = Ajouter une règle
rules-try = Essayer sur les comptes d’aujourd’hui
rules-save = Enregistrer les règles
rules-saved = Règles enregistrées : elles décident dès la prochaine nuit.
rules-save-help = L’enregistrement est proposé après un essai. Rien n’est envoyé par un essai.
rule-number = Règle { $number }
rule-scenario = Scénario
rule-categories = Catégories du débiteur
rule-categories-help = Séparées par des virgules ; vide : toutes
rule-amount-min = Restant dû, au moins
rule-amount-max = Restant dû, au plus
rule-late-min = Jours de retard, au moins
rule-late-max = Jours de retard, au plus
rule-score-min = Score, au moins
rule-score-max = Score, au plus
rule-kinds = Nature de la créance et qualité du débiteur
rule-debtors = Qualité du débiteur
rule-claims = Nature de la créance
wrong-amount = Écrivez un montant en euros, comme 1 500,00.
wrong-number = Écrivez un nombre entier.
move-up = Monter
move-down = Descendre
remove = Retirer
if-claims = nature : { $names }
if-debtors = débiteur : { $names }
if-min-late = { $days } j de retard au moins
if-max-late = { $days } j de retard au plus
own-title = { $count ->
    [one] Un débiteur a son propre scénario
   *[other] { $count } débiteurs ont leur propre scénario
}
own-change = Donner un autre scénario à ce débiteur
own-reason = Pourquoi
own-help = Le choix d’une personne passe avant toutes les règles, jusqu’à ce qu’il soit repris.
own-give = Donner ce scénario
own-revoke = Revenir aux règles
own-given = Scénario donné : il décide dès la prochaine nuit, chaque poste gardant sa place.
own-revoked = Les règles décident de nouveau pour ce débiteur.
followed-title = Scénario suivi
followed-none = Aucun poste ouvert à relancer.
form-title = Modifier le scénario
form-open = Modifier par formulaire
form-as-text = Modifier le texte
form-comments = Le texte contient des commentaires : le formulaire ne les garde pas. Pour les garder, modifiez le texte.
form-line = Étapes d’un poste que personne ne paie
form-text = Voir le texte que ce formulaire écrit
form-tests = Tests du scénario
form-add = Ajouter une étape
form-stop = Le scénario s’arrête
form-stop-reply = quand le débiteur répond
form-stop-part = quand une partie est payée
form-stop-rest = Arrêt quand il reste au plus (€)
form-stop-late = Arrêt après (jours de retard)
form-key = Clé de l’étape
form-day = Jour (-5, 10…)
form-from = Compté depuis
form-gap = Écart minimal (jours)
form-way = Canal { $number }
form-veto = Heures pour un veto
form-unless-vetoed = Automatique après un délai de veto
form-template = Modèle
form-sender = Expéditeur
form-stage = Phase
form-stage-of-template = celle du modèle
form-cost = Coût de l’étape (€)
form-to = Destinataires
form-copies = Copies
form-late-items = Postes échus du débiteur, au moins
form-more = Expéditeur, destinataires, coût, phase et conditions
trigger-due = l’échéance
trigger-issue = la date de la facture
trigger-previous = l’étape précédente
sender-creditor = Le créancier
sender-collector = La personne qui suit le compte
sender-sales = Le commercial du compte
sender-management = La direction
difference-title = Changements
scenario-restore = Rétablir
guard-title = Arrêt d’urgence et limites
stop-banner = Arrêt d’urgence : rien ne part vers les débiteurs.
stop-on = Arrêté par { $by } le { $date } : { $reason }.
stop-reason = Pourquoi tout arrêter
stop-help = Plus rien ne part, par aucun canal, jusqu’à la levée. Ce qui attend garde sa place.
stop-now = Tout arrêter
stop-lift = Lever l’arrêt
stop-done = Tout est arrêté : rien ne part avant la levée.
stop-lifted = L’arrêt est levé : ce qui attend repart.
limit-cap = Messages automatiques par nuit, au plus
limit-cap-help = Ceux qui attendent depuis le plus longtemps partent d’abord ; les autres suivent les nuits suivantes.
copies-with = Copies jointes :
copies-without = Sans copie (aucun document, ou trop lourd pour ce message) :
limit-mails-from = E-mails automatiques, à partir de (heure)
limit-mails-until = et avant (heure)
limit-mails-hours-help = Par exemple de 8 à 19, heure de Paris. En dehors, ils gardent leur tour ; ce que vous faites partir depuis « Ce qui part ce soir » part tout de suite. Vides : à toute heure. Les SMS ne partent jamais entre 20 h et 8 h, ni un dimanche ou un jour férié.
limit-copies = Copies des factures jointes aux relances, en Mo au plus
limit-copies-help = Les documents que vous avez déposés, ou reçus avec les factures électroniques (PDF, images), partent avec les relances par e-mail qui demandent ces factures. 0 : aucune copie ; 7 au plus.
limit-mails = E-mails en 24 heures, au plus
limit-mails-help = Ce que votre fournisseur de messagerie accepte. Au-delà, les messages gardent leur tour et partent dès qu’une place se libère.
limit-contacts = Contacts par débiteur, au plus
limit-days = …sur ce nombre de jours
limit-help = Laissez vide pour ne rien limiter.
limits-save = Enregistrer les limites
limits-saved = Limites enregistrées.
## Modèles de messages
templates-title = Modèles de messages
templates-sub = { $count ->
    [0] Aucun modèle à vous : les messages partent avec les mots du programme
    [one] 1 modèle à vous
   *[other] { $count } modèles à vous
}
templates-to-scenario = Scénario
templates-export = Exporter
templates-new = Nouveau modèle
templates-new-sub = L’étape du scénario, le type, la langue et les destinataires disent quand il sert
templates-write = Écrire ce modèle
templates-empty-title = Vos propres mots, à chaque étape
templates-empty-text = Un modèle remplace les mots du programme pour une étape, un canal, une langue et des destinataires. Installez un lot écrit pour votre métier, puis modifiez-le : chaque texte est contrôlé avant d’être enregistré.
templates-empty-act = Choisir un lot
templates-none-title = Aucun modèle pour ces critères
templates-none-text = Élargissez la recherche, ou affichez tous les modèles.
templates-none-act = Tout afficher
templates-any = Tous
templates-any-f = Toutes
templates-search = Rechercher un modèle
templates-stage = Phase
templates-kind = Type
templates-language = Langue
templates-audience = Destinataires
templates-step = Étape
templates-name = Nom
templates-version = Version
templates-own = Vos modèles
templates-own-sub = Ceux qui servent aux prochains messages
templates-to-mend = { $count ->
    [one] 1 point à corriger
   *[other] { $count } points à corriger
}
packs-title = Lots par métier
packs-sub = Copiés chez vous, puis modifiables ; vos modèles existants restent en place
packs-count = { $count } textes en français et en anglais, et un scénario
packs-there = { $count } en service
packs-content = Voir les textes
packs-install = Installer les modèles
packs-scenario = Essayer son scénario
packs-installed = { $added } modèles installés, { $kept } déjà présents et laissés en l’état.
template-from-pack = Texte du lot « { $pack } » : il ne sert qu’une fois enregistré.
template-of-pack = lot { $pack }
template-blank = Aucun texte n’est fourni pour ce message : écrivez le vôtre.
template-text = Texte
template-text-sub = Des lignes vides séparent les paragraphes
template-subject = Objet
template-body = Corps du message
template-debtor = Aperçu pour le débiteur
template-debtor-help = Code ou nom exact ; sans débiteur, l’aperçu montre un exemple
template-debtor-unknown = Aucun débiteur de ce code ou de ce nom, ou plusieurs : l’aperçu montre un exemple.
template-preview = Aperçu
template-save = Enregistrer cette version
template-test = M’envoyer un essai
template-save-help = Un texte qui enfreint une règle n’est pas enregistré. L’essai n’est envoyé qu’à votre adresse. L’en-tête, la signature, les coordonnées bancaires et les mentions légales sont ajoutés aux courriels et aux courriers.
template-saved = Version { $version } enregistrée : elle sert dès le prochain message.
template-tested = Essai envoyé à { $address }.
template-retired = « { $name } » ne sert plus : les messages reprennent les mots du programme. Ses versions restent.
template-findings = Contrôle
template-right = Conforme
template-right-text = Aucune règle ne s’y oppose. Relisez tout de même : le contrôle ne remplace pas un conseil.
template-sample = Exemple
template-unreadable = L’aperçu attend la correction des points ci-dessus.
template-variables = Variables
template-variables-help = Entre doubles accolades, chacune devient la valeur du débiteur.
template-variable = Nom
template-meaning = Ce qu’elle devient
template-conditions = Pour une phrase qui dépend d’une variable :
template-compared = De la version { $version } à celle en vigueur
template-compared-sub = − retiré, + ajouté
template-restore = Remettre la version { $version } en vigueur
template-retire = Retirer
template-versions-sub = Ouvrez une version pour la comparer et la reprendre
template-own-script = Votre guide d’appel
mandate-title = Recouvrement pour autrui
mandate-own = Vous recouvrez vos propres créances
mandate-locked = Envois bloqués
mandate-open = Complet
mandate-is-locked = Vous recouvrez pour autrui et il manque des éléments que la loi exige : rien ne part.
mandate-help = Qui recouvre à l’amiable les créances d’un autre (CPCE art. R124-1 à R124-7) doit une assurance, un compte réservé, une déclaration au procureur, une convention écrite, des mentions dans ses lettres et une quittance pour chaque règlement. Tant qu’il en manque, aucun message ne part.
mandate-missing = Il manque :
mandate-templates = Modèles sans les mentions de l’article R124-4 : { $names }.
mandate-change = Modifier
mandate-for-others = Nous recouvrons les créances d’un autre
mandate-principal = Créancier pour qui vous recouvrez
mandate-address = Adresse ou siège du créancier
mandate-agreement = Convention écrite (référence ou lieu)
mandate-agreed-on = Date de la convention
mandate-insurance = Assurance de responsabilité (compagnie, police)
mandate-account = Compte réservé aux fonds des créanciers
mandate-declaration = Déclaration au procureur (tribunal, date)
mandate-receipts = Quittances : comment chacune est remise
mandate-save = Enregistrer
mandate-saved = Enregistré. Ce qui manque encore est indiqué ci-dessous.
## Courrier reçu
nav-replies = Réponses
replies-title = Réponses à lire
replies-failing = La boîte de réception n’est plus lue depuis le
replies-failing-mend = Vérifier la boîte
replies-sub = { $count ->
    [0] Aucune réponse n’attend
    [one] Une réponse attend d’être lue
   *[other] { $count } réponses attendent d’être lues
}
replies-views = Vues
replies-to-read = À lire
replies-to-tie = À rattacher
replies-every = Tout le courrier
replies-search = Expéditeur ou objet
replies-class = Nature
replies-all-classes = Toutes
replies-none-title = Rien de tel
replies-none-text = Aucun message ne correspond à ces critères. Élargissez la recherche.
replies-empty-title = Rien à lire
replies-empty-text = Les réponses des débiteurs, les adresses invalides et les réponses automatiques arrivent ici. Tant qu’une réponse n’est pas lue, les relances de son auteur attendent. Réglez la boîte de réception, ou déposez un message (.eml) dans les fichiers.
replies-from = De
replies-message = Message
replies-acts = Actions
replies-nobody = Débiteur non reconnu
replies-no-sender = Expéditeur absent
replies-no-subject = Sans objet
replies-away = Absent jusqu’au
replies-read-by = Lu par { $name }
replies-needed-nobody = N’attendait personne
replies-mark-read = Lu, traité
replies-mark-unread = Remettre à lire
replies-was-read = Message lu : les relances reprennent.
replies-was-unread = Message remis à lire : les relances de ce débiteur attendent.
replies-call = Appeler le
replies-invalidate = Adresse invalide
replies-reinstate = Adresse de nouveau valable
replies-invalidated = L’adresse n’est plus utilisée : l’étape prend son canal suivant, ou devient un appel.
replies-reinstated = L’adresse est de nouveau utilisée.
replies-original = Original (.eml)
replies-tie-help = Aucun débiteur n’a été reconnu : rattachez ce message, ou marquez-le comme traité.
replies-holds = Les relances de ce débiteur attendent que ce message soit lu.
replies-text = Texte
replies-no-text = Ce message ne contient pas de texte lisible. Ouvrez l’original.
replies-diagnostic = Ce que le serveur a répondu
replies-about = À propos
replies-tie = Rattachement
replies-answers = Répond à
replies-our-message = notre message
replies-address = Adresse en cause
replies-says = Ce qu’il dit (à vérifier)
replies-documents = Pièces citées
replies-attach = Rattacher à un débiteur
replies-debtor = Code, nom ou SIREN du débiteur
replies-debtor-help = Ce que ce message entraîne se fait à ce moment-là.
replies-attach-do = Rattacher
replies-attached = Message rattaché.
mailbox-title = Boîte de réception
mailbox-sub = Les réponses et les messages non remis sont relevés par IMAP
mailbox-set-up = Régler la boîte de réception
mailbox-state = État
mailbox-stopped = Relève arrêtée
mailbox-failing = Illisible
mailbox-read = Relevée
mailbox-never = Pas encore relevée
mailbox-since = Depuis le
mailbox-host = Serveur IMAP
mailbox-port = Port
mailbox-port-help = Vide : 993 avec TLS, 143 sinon.
mailbox-security = Chiffrement
mailbox-tls = TLS
mailbox-starttls = STARTTLS
mailbox-clear = Aucun (serveur de cette machine seulement)
mailbox-login = Identifiant
mailbox-secret = Mot de passe
mailbox-secret-help = Avec la double authentification, un mot de passe d’application. Il n’est plus jamais affiché ; il est gardé dans la base et dans ses sauvegardes.
mailbox-secret-kept = Laissez vide pour garder celui qui est enregistré.
mailbox-folder = Dossier
mailbox-authority = Autorité de certification
mailbox-fetched = Dernière relève
mailbox-fetch = Relever maintenant
mailbox-stop = Arrêter la relève
mailbox-resume = Reprendre la relève
mailbox-settings = Réglages
mailbox-help = Indiquez la boîte à laquelle vos débiteurs répondent. Quittance la lit sans rien y changer : aucun message n’est marqué, déplacé ni supprimé. Au premier passage, les trente derniers jours sont lus.
mailbox-save = Enregistrer
mailbox-try = Essayer
mailbox-works = La connexion fonctionne : le dossier est lisible.
mailbox-saved = Boîte enregistrée : elle est relevée dès maintenant.
mailbox-was-read = { $count ->
    [0] Boîte relevée : rien de nouveau.
    [one] Boîte relevée : un nouveau message.
   *[other] Boîte relevée : { $count } nouveaux messages.
}
mailbox-was-stopped = La boîte n’est plus relevée.
mailbox-was-resumed = La boîte est de nouveau relevée.
contact-unreachable = N’est plus utilisée

## SMS
sms-title = SMS
sms-sub = La passerelle par laquelle partent les SMS de relance
sms-templates = Modèles
sms-state = État
sms-running = En service
sms-stopped = À l’arrêt
sms-provider = Passerelle
sms-account = Compte SMS
sms-account-help = Par exemple sms-ab12345-1, dans votre espace client.
sms-application-key = Clé d’application
sms-application-secret = Secret d’application
sms-consumer-key = Clé de consommateur
sms-api-key = Clé d’API
sms-endpoint = Adresse
sms-endpoint-ovh = Vide : eu.api.ovh.com, version 1.0.
sms-endpoint-brevo = Vide : api.brevo.com, version 3.
sms-endpoint-generic = L’adresse complète que votre prestataire indique pour envoyer un SMS.
sms-method = Méthode
sms-format = Champs
sms-json = JSON
sms-form = Formulaire
sms-body = Corps
sms-body-help = {"{to}"} est remplacé par le numéro avec son « + », {"{number}"} par le numéro sans lui, {"{text}"} par le message, {"{from}"} par l’expéditeur, {"{id}"} par l’identifiant de l’envoi. Formulaire : nom=valeur&nom=valeur.
sms-headers = En-têtes
sms-headers-help = Un par ligne. Ils ne sont plus jamais affichés ; ils sont gardés dans la base et dans ses sauvegardes.
sms-pointer = Pointeur vers l’identifiant
sms-pointer-help = Où la réponse donne l’identifiant du SMS, par exemple /data/id. Vide : la réponse n’en donne pas.
sms-secret-help = Il n’est plus jamais affiché ; il est gardé dans la base et dans ses sauvegardes.
sms-secret-kept = Laissez vide pour garder ce qui est enregistré.
sms-sender = Expéditeur
sms-sender-none = Numéro du prestataire
sms-sender-help = De 3 à 11 lettres sans accent ou chiffres, déclaré chez votre prestataire.
sms-price = Prix d’un SMS
sms-price-help = En euros hors taxes, par exemple 0,058. Un message long compte pour plusieurs SMS.
sms-number = Mobile pour l’essai
sms-number-help = Un SMS d’essai y est envoyé : rien n’est gardé s’il est refusé.
sms-month = Ce mois-ci
sms-month-sum = { $texts ->
    [0] aucun message
    [one] 1 message, { $parts } SMS facturés
   *[other] { $texts } messages, { $parts } SMS facturés
}
sms-set-by = Réglé par
sms-settings = Réglages
sms-help = Sans passerelle en service, une étape par SMS prend son canal suivant. Les SMS partent de 8 h à 20 h, les jours ouvrés ; ils disent qui écrit et demandent de rappeler, sans parler de dette.
sms-save = Essayer et enregistrer
sms-try = Essayer
sms-works = La passerelle a accepté le SMS d’essai : vérifiez qu’il arrive.
sms-saved = Passerelle enregistrée : les étapes par SMS partiront d’elle.
sms-stop-sending = Arrêter les SMS
sms-resume-sending = Reprendre les SMS
sms-was-stopped = Aucun SMS ne part plus : ceux qui attendaient sont retenus, et leurs étapes prennent le canal suivant.
sms-was-resumed = Les SMS partent de nouveau.
courtesy-title = Rappels avant échéance
courtesy-what = Vous recevez de { $house } un message quelques jours avant l’échéance de ses factures. Souhaitez-vous ne plus en recevoir ?
courtesy-not-what = Les relances de factures échues, elles, restent possibles.
courtesy-decline = Ne plus recevoir ces rappels
courtesy-is-declined = C’est fait : { $house } ne vous envoie plus de rappel avant l’échéance.
courtesy-forged = Ce lien n’est pas valable. Répondez au message reçu : une personne vous lira.
courtesy-done-title = C’est noté
courtesy-done = Vous ne recevrez plus de rappel avant l’échéance de vos factures.
courtesy-setting-title = Désinscription
courtesy-setting-sub = Un lien pour refuser les rappels envoyés avant l’échéance, en un clic depuis la messagerie du destinataire. Les relances de factures échues et les mises en demeure n’en ont pas.
courtesy-enable = Mettre ce lien dans les rappels avant échéance
courtesy-address-help = L’adresse, en https, à laquelle les destinataires atteignent Quittance. La signature DKIM de votre relais doit couvrir les en-têtes List-Unsubscribe et List-Unsubscribe-Post. Elle est la même pour tous les liens : la changer ici la change partout.
courtesy-was-set = Désinscription réglée.
courtesy-card-title = Rappels avant échéance
courtesy-card-declined = Ce débiteur n’en veut pas.
courtesy-card-none = Ce débiteur les reçoit, quand son scénario en prévoit.
courtesy-card-lift = Les envoyer de nouveau
courtesy-card-stop = Ne plus en envoyer
courtesy-card-stop-do = Ne plus envoyer de rappel avant échéance
courtesy-was-stopped = Ce débiteur ne reçoit plus de rappel avant échéance.
courtesy-was-lifted = Ce débiteur reçoit de nouveau les rappels avant échéance.
sms-inbound-title = Réponses et STOP
sms-inbound-text = Donnez à votre passerelle l’adresse que l’on crée ici. « STOP » est alors obéi aussitôt ; tout autre texte attend un lecteur dans Réponses, et les relances du débiteur attendent avec lui.
sms-inbound-bell = L’appel n’est qu’une sonnette : Quittance demande ensuite à la passerelle, avec vos clés, ce qui est arrivé. Elle le demande aussi chaque matin avant la nuit.
sms-inbound-generic = La passerelle envoie elle-même numéro et texte, en JSON, en formulaire ou dans l’adresse. Nommez ses champs.
sms-inbound-number = Champ du numéro
sms-inbound-message = Champ du texte
sms-inbound-id = Champ du numéro de message
sms-inbound-none = Aucune adresse. Une réponse STOP n’arrive pas jusqu’ici.
sms-inbound-since = Adresse ouverte le
sms-inbound-called = Dernier appel
sms-inbound-never = Aucun appel encore
sms-inbound-failing = La passerelle ne répond plus depuis le
sms-inbound-open = Créer l’adresse
sms-inbound-renew = Créer une nouvelle adresse
sms-inbound-close = Fermer
sms-inbound-closed = Adresse fermée : les réponses n’arrivent plus.
sms-inbound-made-title = Adresse des SMS reçus
sms-inbound-made-sub = À copier maintenant : elle ne sera plus affichée.
sms-inbound-address = Adresse
sms-inbound-address-ovh = OVHcloud : SMS, votre compte, Options, « Configurer les notifications », adresse de rappel des réponses et des STOP. Envoyez sans nom d’expéditeur : un nom ne reçoit pas de réponse. Les clés de l’API doivent permettre GET sur /sms/*/incoming, /sms/*/incoming/* et /sms/*/blacklists.
sms-inbound-address-brevo = Brevo : Transactionnel, SMS, Paramètres, Webhook ; cochez les réponses et les désinscriptions.
sms-inbound-address-generic = À donner à votre passerelle pour les messages reçus.
sms-inbound-secret = Qui connaît cette adresse peut inscrire un numéro sur la liste STOP. Ne la publiez pas.
sms-stop-title = Liste STOP
sms-stop-count = { $count ->
    [0] aucun numéro
    [one] 1 numéro
   *[other] { $count } numéros
}
sms-stop-help = Ces numéros ne reçoivent aucun SMS. Une réponse STOP y entre d’elle-même quand la passerelle connaît l’adresse ci-dessus ; sinon, inscrivez le numéro dès que vous l’apprenez, ici ou sur la page du débiteur.
sms-stop-empty = Aucun numéro sur la liste
sms-stop-empty-text = Inscrivez ici le numéro de qui demande à ne plus recevoir de SMS : l’étape prendra le canal suivant.
sms-stop-number = Numéro
sms-stop-since = Depuis
sms-stop-by = Par
sms-stop-note = Note
sms-stop-add = Ne plus envoyer de SMS
sms-stop-lift = Lever
sms-stop-added = Ce numéro ne reçoit plus de SMS.
sms-stop-lifted = Ce numéro reçoit de nouveau des SMS.
sms-contact-stopped = Pas de SMS
sms-contact-stop = Ne plus envoyer de SMS
sms-parts = SMS facturés
sms-provider-id = Identifiant chez le prestataire
sms-no-id = Aucun
sms-not-yet = Ce SMS n’est pas encore parti. Voici ce qu’il dirait maintenant ; il est vérifié encore une fois au moment de l’envoi.
sms-waits-for-day = Il attend les heures d’envoi : de 8 h à 20 h, les jours ouvrés.
# Approvals
approvals-title = À valider
approvals-views = Files d’attente
approvals-to-approve = À approuver
approvals-unless-vetoed = Partent sauf opposition
approvals-approved = Approuvés
approvals-given-up = Renoncés aujourd’hui
approvals-sub = { $count ->
    [0] Rien n’attend d’approbation
    [one] { $count } message attend votre accord
   *[other] { $count } messages attendent votre accord
}
approvals-text = { $parts ->
    [one] Lire le SMS · 1 message
   *[other] Lire le SMS · { $parts } messages
} · { $price } · part dès le { $from }
approvals-shown = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
}, { $total }
approvals-channel = Canal
approvals-all-channels = Tous les canaux
approvals-all-steps = Toutes les étapes
approvals-all-collectors = Tous
approvals-at-least = Montant à partir de
approvals-leaves-at = Part le
approvals-approve = Approuver
approvals-give-up = Renoncer
approvals-skip = Passer l’étape
approvals-take-back = Reprendre
approvals-choose = Choisir { $name }
approvals-all-here = Toute la page ({ $count })
approvals-all-found = Tout ce que montre le filtre ({ $count }, { $total })
approvals-none-chosen = Rien de coché
approvals-chosen = Choisis
approvals-back = Retour à la liste
approvals-reason = Motif
approvals-reason-help = Gardé au journal et dans l’historique du client.
approvals-reason-missing = Indiquez le motif.
approvals-nothing-chosen = Cochez au moins une ligne, ou « tout ce que montre le filtre ».
approvals-no-verb = Choisissez ce qu’il faut faire des lignes cochées.
approvals-all-gone = Ces lignes n’attendent plus : elles sont parties, ou quelqu’un a décidé entre-temps.
approvals-gone = { $count ->
    [one] Une ligne cochée n’attend plus : elle est laissée de côté.
   *[other] { $count } lignes cochées n’attendent plus : elles sont laissées de côté.
}
approvals-confirm-approve = { $count ->
    [one] Approuver un message ({ $total }) ?
   *[other] Approuver { $count } messages ({ $total }) ?
}
approvals-confirm-give-up = { $count ->
    [one] Renoncer à un message ({ $total }) ?
   *[other] Renoncer à { $count } messages ({ $total }) ?
}
approvals-confirm-skip = { $count ->
    [one] Passer une étape ({ $total }) ?
   *[other] Passer { $count } étapes ({ $total }) ?
}
approvals-approve-help = Ils partent au prochain envoi, avec les chiffres de cet instant. Vous pouvez les reprendre tant qu’ils ne sont pas partis.
approvals-give-up-help = Rien ne part. Les factures reviennent à l’étape d’avant : elles seront demandées de nouveau une prochaine nuit. Vous pouvez revenir dessus aujourd’hui.
approvals-skip-help = Rien ne part, et les factures avancent comme si l’étape était faite : la suivante viendra à son jour. Aucun contact n’est compté.
approvals-refused = { $count ->
    [one] Un message ne partirait pas en l’état : il sera annulé à l’envoi.
   *[other] { $count } messages ne partiraient pas en l’état : ils seront annulés à l’envoi.
}
approvals-looked-at = Les { $count } premiers ont été examinés. L’envoi examine chacun.
approvals-did-approve = { $count ->
    [0] Rien n’a été approuvé.
    [one] Un message approuvé ({ $total }).
   *[other] { $count } messages approuvés ({ $total }).
}
approvals-did-give-up = { $count ->
    [0] Rien n’a été annulé.
    [one] Un message ne partira pas ({ $total }).
   *[other] { $count } messages ne partiront pas ({ $total }).
}
approvals-did-skip = { $count ->
    [0] Aucune étape n’a été passée.
    [one] Une étape passée ({ $total }).
   *[other] { $count } étapes passées ({ $total }).
}
approvals-did-take-back = { $count ->
    [0] Rien n’a été repris.
    [one] Une décision reprise : le message attend de nouveau.
   *[other] { $count } décisions reprises : les messages attendent de nouveau.
}
approvals-left = { $count ->
    [one] Un est déjà parti.
   *[other] { $count } sont déjà partis.
}
approvals-decided = { $count ->
    [one] Pour un, une autre décision était prise.
   *[other] Pour { $count }, une autre décision était prise.
}
approvals-missing = { $count ->
    [one] Un est introuvable.
   *[other] { $count } sont introuvables.
}
approvals-none-title = Rien ne répond à ces filtres
approvals-none-text = Élargissez la recherche ou choisissez une autre file.
approvals-empty-title = Rien à approuver
approvals-empty-text = Les étapes « à confirmer » du scénario, et les clients sur lesquels une personne a le dernier mot, attendent ici avant de partir.
approvals-no-veto-title = Rien ne part sauf opposition
approvals-no-veto-text = Une étape « sauf opposition » du scénario laisse quelques heures pour s’y opposer : ses messages sont ici jusqu’à leur heure.
approvals-no-approved-title = Rien d’approuvé n’attend
approvals-no-approved-text = Ce que vous approuvez est ici jusqu’au prochain envoi : vous pouvez encore le reprendre.
approvals-no-given-up-title = Rien n’a été annulé aujourd’hui
approvals-no-given-up-text = Ce à quoi vous renoncez reste ici jusqu’au soir : vous pouvez revenir dessus.
approvals-attached = Pièce jointe
approvals-as-it-would = Tel qu’il partirait maintenant. Les chiffres sont repris à l’instant de l’envoi.
approvals-refused-now = En l’état, ce message ne partirait pas :
approvals-no-statement = Ce message ne partirait pas en l’état : il n’y a pas de relevé à montrer.
set-aside-title = Ne pas envoyer, ou passer l’étape
set-aside-help = Renoncer : les factures seront demandées de nouveau. Passer l’étape : elles avancent comme si elle était faite, sans contact compté.
skipped-done = Étape passée : les factures avancent, aucun contact n’est compté.
taken-back-done = Décision reprise.

# Calls
call-tries = Essais
call-tries-of = { $count } sur { $most }
call-exchanges = Derniers échanges
call-again-at = À rappeler à partir du
call-held = N’appelez pas pour l’instant : en l’état, rien n’est à réclamer de ces pièces.
call-bad-hour = On n’appelle pas maintenant : l’usage est d’appeler de 8 h à 20 h, les jours ouvrés.
call-numbers = Numéros
call-no-number = Aucun numéro n’est noté. Cherchez-le, puis ajoutez-le sur la fiche.
call-wrong-since = Mauvais numéro depuis le { $date }
call-outcome = Issue de l’appel
call-amount = Montant promis
call-day = Jour promis, ou du rappel
call-item = Poste en litige
call-all-items = Tous les postes demandés
call-which-number = Numéro composé
call-note = Ce qui a été dit
call-note-help = Obligatoire pour un litige ou un refus.
call-save = Enregistrer l’issue
call-choose-outcome = Choisissez l’issue de l’appel : sans issue, il n’est pas fait.
call-bad-amount = Le montant promis n’est pas lisible. Exemple : 1 250,00.
call-was-done = Appel enregistré.
call-was-put-off = Appel enregistré : à rappeler le { $day }.
call-was-other = Numéro noté comme faux. Essayez l’autre numéro.
call-was-over = Personne n’a pu être joint : l’étape est passée, aucun contact n’est compté.

# Last word
last-word-title = Dernier mot à une personne
last-word-card = Dernier mot
last-word-sub = { $count ->
    [0] Aucun client
    [one] { $count } client
   *[other] { $count } clients
}
last-word-by = Décidé par
last-word-on = Rien ne part à ce client sans votre accord
last-word-off = Les messages partent selon le scénario.
last-word-set = Exiger un accord pour chaque message
last-word-end = Laisser de nouveau le scénario décider
last-word-was-set = { $count ->
    [0] Les messages à ce client attendront votre accord.
    [one] Les messages à ce client attendront votre accord ; un qui allait partir attend déjà.
   *[other] Les messages à ce client attendront votre accord ; { $count } qui allaient partir attendent déjà.
}
last-word-was-ended = Les messages partent de nouveau selon le scénario.
last-word-empty-title = Aucun client sous dernier mot
last-word-empty-text = Sur la page d’un client, « Exiger un accord pour chaque message » fait attendre tout ce qui partirait de lui-même.

# Salesmen
approvals-from = De
approvals-copies = Copie
approvals-nobody-as = Aucun contact { $roles } n’a d’adresse : envoyé au contact par défaut.
tonight-cost = coût
salesman-title = Commercial
salesman-none = Aucun commercial n’est noté pour ce client.
salesman-edit = Modifier le commercial
salesman-email = E-mail du commercial
salesman-help = Il reçoit chaque jour ce qui part à ses clients « sauf opposition », avec un lien pour s’y opposer.
salesman-save = Enregistrer
salesman-was-set = Commercial enregistré.
veto-title = Une relance part à l’un de vos clients
veto-what = { $house } envoie ce message à votre client, sauf si vous vous y opposez avant l’heure dite.
veto-message = Le message tel qu’il partirait maintenant
veto-no-message = En l’état, ce message ne partirait pas : rien n’est à faire.
veto-reason-help = Lu par la personne qui suit le compte : elle décide ensuite.
veto-object = Je m’y oppose
veto-done-title = C’est noté
veto-done = Ce message ne part pas. La personne qui suit le compte lit votre motif et décide de la suite.
veto-void-title = Ce lien ne sert plus
veto-forged = Ce lien n’est pas valable. Ouvrez-le depuis le message reçu, ou appelez la personne qui suit le compte.
veto-expired = L’heure est passée : le message est parti ou va partir. Appelez la personne qui suit le compte.
veto-used = Ce lien a déjà servi, ou une décision a été prise entre-temps. Appelez la personne qui suit le compte.
veto-too-many = Trop de demandes à la fois. Réessayez dans une minute.
veto-setting-title = Droit d’opposition des commerciaux
veto-setting-sub = Un message par jour à chaque commercial, avec ce qui part à ses clients et un lien signé par message.
veto-enable = Écrire aux commerciaux et ouvrir leurs liens
veto-address = Adresse de Quittance
veto-address-help = Celle par laquelle vos commerciaux l’atteignent, de l’extérieur s’il le faut. Elle est la même pour tous les liens : la changer ici la change partout.
veto-renew = Changer la clé : les liens déjà envoyés ne servent plus
veto-save = Enregistrer
veto-was-set = Réglage enregistré.
veto-digests = Derniers récapitulatifs
veto-digests-none-title = Aucun récapitulatif
veto-digests-none-text = Le premier part quand une étape « sauf opposition » touche un client dont le commercial est noté.
veto-messages = Messages
veto-state-sent = Envoyé
veto-state-failed = Échec : il n’est pas renvoyé ce jour-là
veto-state-unknown = Incertain : il n’est pas renvoyé ce jour-là
## Courriers
letters-title = Courriers
letters-sub = { $count ->
    [0] Aucune lettre à poster
    [one] 1 lettre à poster
   *[other] { $count } lettres à poster
}
letters-views = Courriers par état
letters-to-post = À poster
letters-followed = Recommandés en cours
letters-posted = Postés
letters-all-kinds = Tous les envois
letters-plain = Lettre simple
letters-registered = Recommandé
letters-electronic-kind = Recommandé électronique
letters-notice-electronic = Mise en demeure, recommandé électronique
letter-electronic-help = Une personne l’envoie depuis la page Courriers, avec le code à usage unique de l’expéditeur que demande le service qualifié ; à défaut, imprimez-le et postez-le.
letter-electronic-go = L’envoyer
letters-notice = Mise en demeure
letters-kind = Envoi
letters-order = Ordre
letters-by-day = Par date
letters-by-name = Par nom
letters-by-amount = Par montant
letters-search = Nom ou code du débiteur
letters-count = Lettres
letters-net = Restant dû
letters-printed = Déjà imprimées
letters-pages = { $count ->
    [one] { $count } page
   *[other] { $count } pages
}
letters-sheets = Feuilles
letters-by = Par
letters-none-title = Aucune lettre ne correspond
letters-none-text = Changez la recherche ou le type d’envoi.
letters-empty-title = Rien à poster
letters-empty-text = Les lettres que le scénario décide la nuit arrivent ici. Vous les imprimez d’un coup, puis vous dites quand elles sont parties.
letters-empty-do = Voir le scénario
letters-posted-empty-title = Rien de posté
letters-posted-empty-text = Une lettre imprimée puis marquée comme postée se retrouve ici, avec sa date.
letters-followed-empty-title = Aucun recommandé en cours
letters-followed-empty-text = Un recommandé posté reste ici jusqu’à sa distribution, son refus ou son retour.
letters-choose = Choisir
letters-choose-page = Choisir toute la page
letters-chosen = Sélection :
letters-choose-one = Choisir { $name }
letters-print = Imprimer
letters-duplex = Recto verso : chaque lettre commence sur une feuille
letters-separators = Une feuille intercalaire avant chaque lettre
letters-afresh = Refaire celles qui sont déjà imprimées, à la date du jour
letters-print-chosen = Imprimer la sélection
letters-print-all = Tout imprimer ({ $count })
letters-mark = Marquer comme postés
letters-mark-help = Chaque lettre est vérifiée une dernière fois : celle qui a été payée ou contestée depuis l’impression est écartée, avec le motif.
letters-posted-on = Postés le
letters-posted-day = Posté le
letters-mark-chosen = Marquer la sélection comme postée
letters-is-printed = Imprimée
letters-not-printed = À imprimer
letters-is-posted = Postée
letters-runs = Derniers tirages
letters-runs-sub = Chaque tirage se rouvre tel qu’il a été imprimé.
letters-printed-done = { $letters ->
    [one] 1 lettre
   *[other] { $letters } lettres
}, { $sheets ->
    [one] 1 feuille
   *[other] { $sheets } feuilles
} : ouvrez le PDF et imprimez-le.
letters-printed-none = Aucune lettre n’a été imprimée.
letters-see-run = Voir le tirage
letters-back = Retour aux courriers
letters-left-out = { $count ->
    [one] 1 lettre a été écartée : elle reste à poster.
   *[other] { $count } lettres ont été écartées : elles restent à poster.
}
letters-left-out-title = Écartées
letters-why = Pourquoi
letters-marked = { $count ->
    [0] Aucune lettre n’a été marquée comme postée.
    [one] 1 lettre marquée comme postée.
   *[other] { $count } lettres marquées comme postées.
}
letters-run-title = Tirage
letters-run-sub = { $letters ->
    [one] 1 lettre
   *[other] { $letters } lettres
}, { $sheets ->
    [one] 1 feuille
   *[other] { $sheets } feuilles
}
letters-run-duplex = recto verso
letters-open-pdf = Ouvrir le PDF
letters-in-run = Lettres du tirage
letters-run-waiting = { $count ->
    [0] Toutes sont postées
    [one] 1 reste à poster
   *[other] { $count } restent à poster
}
letters-number = N° de recommandé
letters-number-of = N° de recommandé de { $name }
letters-gone = Déjà parties malgré un changement : motif
letters-gone-help = À remplir seulement si les lettres sont parties alors que la vérification les écarterait ; le motif est gardé au journal.
letter-not-printed = Pas encore imprimée : imprimez-la depuis la page des courriers, seule ou avec d’autres. Le PDF ci-dessus montre ce qu’elle serait.
letter-to = Adresse
letter-printed = Imprimée
letter-notice = Délai de la mise en demeure
letter-notice-from = inclus : { $days } jours à compter de la première présentation, le { $date }
letter-notice-waits = { $days } jours à compter de la première présentation, pas encore connue
letter-take-back = Pas postée, finalement
letter-taken-back = La lettre est de nouveau à poster.
letter-way = Parcours du recommandé
letter-way-empty = Rien n’est enregistré : saisissez la preuve de dépôt, la première présentation, puis la distribution ou le retour.
letter-event = Événement
letter-proof = Preuve
letter-acts = Actions
letter-see-proof = Voir le scan
letter-no-proof = Sans scan
letter-withdraw = Retirer
letter-withdrawn = Saisie retirée ; elle reste au journal.
letter-record = Enregistrer un événement
letter-event-on = Date du bordereau ou du suivi
letter-note = Remarque
letter-scan = Scan de la preuve de dépôt ou de l’avis
letter-scan-help = PDF, JPEG ou PNG, 10 Mo au plus.
letter-record-do = Enregistrer
letter-recorded = Événement enregistré.
letter-number-title = Numéro et délai
letter-number-help = Celui du bordereau ; la clé des numéros internationaux est vérifiée.
letter-days = Délai donné, en jours
letter-days-help = Celui qu’annonce la lettre, compté de la première présentation.
letter-number-do = Enregistrer
letter-number-set = Numéro et délai enregistrés.
agreement-title = Accord pour le recommandé électronique
agreement-help = Un destinataire qui n’est pas un professionnel doit l’avoir donné avant l’envoi (CPCE, art. L100) ; sans lui, la lettre part sur papier.
agreement-on = Donné le
agreement-where = Où il est écrit
agreement-record = Enregistrer l’accord
agreement-withdraw = Retirer l’accord
agreement-done = Accord mis à jour.

# Promesses
nav-promises = Promesses
nav-short-promises = Promesses
nav-causes = Causes de retard
nav-goals = Objectifs
promises-sub = Ce que les débiteurs ont promis, et ce qu’il en est advenu
promises-views = Vues
promises-broken = Rompues
promises-due = Échues
promises-coming = À venir
promises-kept = Tenues
promises-every = Toutes
promises-calendar = Calendrier
promises-settings = Réglages des promesses
promises-all-collectors = Tous
promises-search = Débiteur, facture, interlocuteur
promises-figure-broken = Rompues, encore dues
promises-figure-coming = À venir
promises-figure-kept = Tenues, en nombre
promises-figure-kept-amount = Tenues, en euros
promises-kept-how = Des promesses dont le sort est connu : payé à temps rapporté à promis. Une promesse tenue en partie compte pour sa part ; celles en attente, remplacées ou retirées ne comptent pas.
promises-matured = { $count ->
    [one] { $count } promesse jugée
   *[other] { $count } promesses jugées
}
promises-none-title = Aucune promesse ne correspond
promises-none-text = Changez la recherche ou le filtre.
promises-empty-title = Aucune promesse pour l’instant
promises-empty-text = Quand un débiteur annonce un règlement, ouvrez sa fiche et tapez p : les postes promis ne sont plus relancés jusqu’au jour dit, et le rapprochement juge la promesse.
promises-empty-do = Voir les débiteurs en retard
promises-tab-empty-title = Rien dans cette vue
promises-tab-empty-text = Les autres vues ont des promesses.
promises-more-items = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
promises-grace-until = grâce jusqu’au { $date }
promises-paid-of = { $paid } payés à temps
promises-still-owed = reste { $amount }
promises-column-day = Promis pour le
promises-column-amount = Promis
promises-column-items = Postes
promises-column-made = Reçue
promises-column-owed = Reste dû
promises-months = Mois
promises-this-month = Ce mois-ci
promises-today = aujourd’hui
promises-month-empty = Aucune promesse pour ce mois.
promises-month = { $month ->
    [1] Janvier
    [2] Février
    [3] Mars
    [4] Avril
    [5] Mai
    [6] Juin
    [7] Juillet
    [8] Août
    [9] Septembre
    [10] Octobre
    [11] Novembre
   *[12] Décembre
}
promises-weekday = { $day ->
    [1] lun.
    [2] mar.
    [3] mer.
    [4] jeu.
    [5] ven.
    [6] sam.
   *[7] dim.
}
promises-notice = { $count ->
    [one] { $count } promesse rompue, à reprendre d’abord
   *[other] { $count } promesses rompues, à reprendre d’abord
}
promise-new = Nouvelle promesse
promise-of-item = Noter une promesse
promise-again = Nouvelle promesse
promise-plan = Proposer un échéancier
promise-title = Promesse de { $amount } pour le { $day }
promise-whose-title = De qui vient la promesse ?
promise-whose-text = Cherchez le débiteur par son nom, son code ou le numéro d’une facture.
promise-whose-search = Débiteur, code ou numéro de facture
promise-whose-find = Chercher
promise-whose-none-title = Aucun débiteur trouvé
promise-whose-none-text = Essayez une partie du nom, le code du client ou le numéro exact d’une facture.
promise-nothing-title = Rien à promettre
promise-nothing-text = Ce débiteur n’a aucun poste ouvert.
promise-items = Postes promis
promise-chosen = Choisis :
promise-already = déjà promis
promise-agreed = { $number } est dans l’accord { $reference } : ses échéances valent promesse.
plan-debt-promised = promis
promise-asked = demandé : { $amount }
promise-what = Ce qui est promis
promise-amount = Montant promis
promise-amount-help = Laissez vide pour tout ce qui est demandé des postes choisis. Un montant moindre va d’abord aux plus anciens.
promise-day = Pour quel jour
promise-other-day = Un autre jour
promise-way = Canal
promise-who = Interlocuteur
promise-note = Note
promise-replaces = Un poste déjà promis passe à la nouvelle promesse ; retirer celle-ci le rend à l’ancienne.
promise-save = Enregistrer la promesse
promise-bad-day = Choisissez un jour, ou tapez-en un. Exemple : 25/09/2026.
promise-choose-items = Choisissez au moins un poste.
promise-recorded = Promesse enregistrée : ses postes ne sont plus relancés jusqu’au { $day }, délai de grâce en plus.
promise-facts = La promesse
promise-due = Compte comme promis
promise-paid = Payé à temps
promise-until = Dernier jour, grâce comprise
promise-by-call = Appel
promise-by-mail = Message reçu
promise-reason = Motif
promise-taken = promise de nouveau
promise-withdraw = Retirer la promesse
promise-withdraw-help = Elle compte alors comme jamais faite : ses postes sont de nouveau relancés, et une promesse qu’elle remplaçait revient.
promise-withdraw-do = Retirer
promise-withdrawn = Promesse retirée. Vous pouvez la rétablir.
promise-restore = Rétablir
promise-restored = Promesse rétablie.
promise-undo = Annuler
promise-undo-reason = Saisie annulée le jour même
promise-history = Ce qui s’est passé
promise-none-yet = Aucune promesse. Tapez p quand le débiteur en fait une.
promise-reliability = { $count ->
    [one] { $count } promesse jugée, tenue à { $number } en nombre et { $amount } en montant
   *[other] { $count } promesses jugées, tenues à { $number } en nombre et { $amount } en montant
}
promise-grace = Jours ouvrés de grâce
promise-grace-help = Un virement met un jour ou deux à se voir : une promesse reste en attente jusqu’à la fin de ces jours.
promise-tolerance = Tolérance
promise-tolerance-help = Ce qui peut manquer à une promesse tenue.
promise-copy-days = Jours d’attente après la copie d’une facture
promise-copy-days-help = Quand une facture n’a pas été reçue, l’étape suivante attend ces jours après l’envoi de la copie.
promise-settings-note = Une promesse déjà faite garde la grâce et la tolérance de son jour.
promise-bad-settings = Tapez des nombres de jours et un montant. Exemple : 2 et 1,00.
promise-settings-done = Réglages enregistrés.
keys-promise = Saisir une promesse
keys-statement = Ouvrir le relevé de compte
note-label = Ajouter une note
note-help = Restez factuel : le débiteur peut demander à lire ce qui est écrit de lui.
note-do = Noter
note-done = Note enregistrée.
statement-of-account = Relevé de compte

# Causes de retard et objectifs
causes-sub = Pourquoi les factures échues ne sont pas payées
causes-rate = Cause, promesse ou litige
causes-rate-how = Ce qui est échu et a une cause notée, une promesse en attente ou un litige, rapporté à ce qui est échu, en euros
causes-rate-items = { $known } factures sur { $items }
causes-late = Échu
causes-split = Par cause
causes-none = Sans cause
causes-unqualified = Ni cause, ni promesse, ni litige
causes-all = Toutes
causes-share = Part
causes-items = Factures
causes-search = Débiteur ou facture
causes-which = Cause
causes-settings = Libellés et actions
causes-empty-title = Aucune facture échue ne correspond
causes-empty-text = Changez la recherche, ou choisissez une autre cause.
causes-noted-by = notée le { $date } par { $name }
cause-card = Causes de retard
cause-note-do = Noter la cause
cause-none-late = Aucun poste échu : il n’y a pas de retard à expliquer.
cause-chosen = Choisis :
cause-unknown = cause inconnue
cause-which = Cause
cause-note = Ce qui a été dit
cause-undo = Retirer
cause-earlier = Avant :
cause-was-noted = { $items ->
    [one] Cause notée sur { $items } poste. Suite : { $action }.
   *[other] Cause notée sur { $items } postes. Suite : { $action }.
}
cause-was-held = L’étape suivante attend jusqu’au { $date }.
cause-was-tasked = Une tâche est dans « Ce qui part ce soir ».
cause-was-taken-back = Cause retirée.
cause-choose = Choisissez une cause.
cause-action = Action par défaut
cause-wait = Jours d’attente
cause-copy = Copie par e-mail, le { $date }
cause-settings-done = Libellés et actions enregistrés.
goals-title = Objectifs
goals-sub = Ce que la maison vise, et où elle en est
goals-set = Fixer un objectif
goals-measure = Indicateur
goals-period = Période
goals-target = Objectif, en % ou en jours
goals-target-help = Un pourcentage entre 0 et 100, ou des jours pour le DSO. Exemple : 85.
goals-bad = Choisissez un indicateur et une période, et tapez un pourcentage. Exemple : 85.
goals-done = Objectif enregistré.
goals-removed = Objectif retiré.
goals-empty-title = Aucun objectif
goals-empty-text = Fixez un objectif pour un mois, un trimestre ou une année : le tableau de bord montre où vous en êtes.
goals-at-least = au moins { $target }
goals-at-most = au plus { $target }
goals-met = atteint
goals-not-met = pas encore
goals-nothing = rien à mesurer
goals-now = Aujourd’hui
goals-all = Tous les objectifs
## Litiges
nav-disputes = Litiges
nav-short-disputes = Litiges
disputes-title = Litiges
disputes-sub = { $count ->
    [0] Aucun litige en cours
    [one] Un litige en cours
   *[other] { $count } litiges en cours
}{ $late ->
    [0] {""}
    [one] , dont un hors délai
   *[other] , dont { $late } hors délai
}.
disputes-settings = Réglages
disputes-views = Affichages
disputes-board = Tableau
disputes-list = Liste
disputes-figures = Chiffres
disputes-search = Chercher un client, une facture, un mot
disputes-all-reasons = Tous les motifs
disputes-all-owners = Tous
disputes-living = En cours
disputes-with-closed = En cours et clos
disputes-any-limit = Tous
disputes-only-late = Hors délai
disputes-order = Ordre
disputes-by-limit = Délai
disputes-by-amount = Montant
disputes-by-age = Ancienneté
disputes-by-name = Client
disputes-shown = Litiges affichés
disputes-held = Bloqué par les litiges
disputes-held-late = Dont hors délai
disputes-late = Hors délai
disputes-see-all = Voir tous les litiges
disputes-none-title = Aucun litige ne répond à ces filtres
disputes-none-text = Élargissez la recherche, ou choisissez « En cours et clos » dans la liste.
disputes-empty-title = Aucun litige
disputes-empty-text = Un litige s’ouvre depuis la fiche d’un client, un appel, une réponse ou un statut de facture électronique. Seule la part contestée quitte alors les relances : le reste continue d’être demandé.
disputes-column-empty = Rien ici.
disputes-more = { $count ->
    [one] Voir l’autre
   *[other] Voir les { $count } autres
}
disputes-debtor-none = Aucun litige sur ce compte.
disputes-of-owed = sur un encours de
disputes-share = Taux de litige
disputes-dso = DSO des litiges
disputes-dso-of = sur { $total } au total ; { $without } sans les litiges
disputes-cycle = Durée médiane
disputes-median = Durée médiane
disputes-p90 = 9 sur 10 clos en
disputes-won = Part gagnée
disputes-closed-count = { $count ->
    [0] aucun clos en douze mois
    [one] un clos en douze mois
   *[other] { $count } clos en douze mois
}
disputes-by-reason = Par motif
disputes-by-owner = Bloqué par responsable
disputes-since = clos depuis le
disputes-living-head = En cours
disputes-closed-head = Clos
disputes-founded-head = Fondés
disputes-figures-empty-title = Pas encore de chiffres
disputes-figures-empty-text = Ils viennent avec les premiers litiges : durée, part gagnée et montants par motif.
disputes-owners-empty-title = Personne ne bloque rien
disputes-owners-empty-text = Les responsables des litiges en cours paraissent ici, avec les montants que chacun tient.
disputes-figures-how = Montants en euros. Une part est gagnée quand le litige est non fondé, abandonné ou simplement payé. Le DSO est compté par épuisement des ventes, mois par mois ; celui des litiges en est la part contestée. Les durées sont des médianes de litiges clos, pas des moyennes.
dispute-days-value = { $days } j
dispute-title = Litige – { $name }
dispute-new = Nouveau litige
dispute-which = Factures contestées
dispute-which-help = Sans montant, tout ce qui reste ouvert est contesté.
dispute-choose = Choisir
dispute-choose-one = Contester { $number }
dispute-free = Peut être contesté
dispute-amount = Montant contesté
dispute-amount-of = Montant contesté de { $number }
dispute-bad-amount = Le montant n’est pas lisible. Exemple : 1 250,00.
dispute-why = Motif
dispute-reason = Motif
dispute-choose-reason = Choisissez un motif
dispute-choose-reason-first = Choisissez un motif dans la liste.
dispute-note = Ce que dit le client
dispute-note-help = Le responsable le lira : produit, date, quantité, nom de l’interlocuteur.
dispute-new-help = La part contestée quitte les relances et les pénalités demandées tout de suite ; le reste continue.
dispute-open = Ouvrir le litige
dispute-was-opened = Litige ouvert : la part contestée n’est plus relancée.
dispute-nothing-title = Rien à contester
dispute-nothing-text = Ce compte n’a aucune facture ouverte qui ne soit déjà contestée en entier.
dispute-not-yours = Votre rôle ne permet pas d’ouvrir un litige. Prévenez la personne qui suit ce compte.
dispute-about = Le litige
dispute-owner = Responsable
dispute-waits-for = En attente de
dispute-owned-by = Responsable : { $owner }
dispute-ask-anew = Une nouvelle sollicitation met la réponse ci-dessus de côté ; elle reste dans l’historique.
dispute-closes-call = L’appel en cours sera clos avec l’issue « litige ».
dispute-was-partly-founded = Litige fondé en partie : l’avoir est attendu pour cette part, le reste revient aux relances.
dispute-owner-role = Service
dispute-owner-email = Adresse électronique
dispute-step = Étape
dispute-limit = Délai
dispute-held = Bloqué
dispute-age-head = Âge
dispute-age = { $days ->
    [0] aujourd’hui
    [one] 1 jour
   *[other] { $days } jours
}
dispute-late = { $days ->
    [one] 1 jour de retard
   *[other] { $days } jours de retard
}
dispute-due-soon = À rendre le { $day }
dispute-due = délai
dispute-opened = Ouvert le
dispute-closed = Clos le
dispute-credit = Avoir attendu
dispute-parts = Postes contestés
dispute-claimed = Contesté
dispute-released = Rendu aux relances
dispute-credited = Avoirs
dispute-paid = Payé
dispute-late-title = Pénalités selon l’issue
dispute-if-founded = Si le client a raison
dispute-if-unfounded = Si le client a tort
dispute-late-help = Intérêts courus à ce jour sur ces postes. Ils courent sur la part finalement due, depuis l’origine : non fondé, le litige ne fait perdre aucun jour.
dispute-files = Pièces
dispute-no-file = Aucune pièce.
dispute-add-file = Joindre une pièce
dispute-steps = À faire pour ce motif
dispute-act = Agir
dispute-act-reason = Motif, gardé à l’historique
dispute-owner-says = Réponse du responsable :
dispute-ask = Solliciter le responsable
dispute-ask-message = Message
dispute-ask-mail = Envoyer par courriel un lien pour répondre sans compte
dispute-ask-do = Solliciter
dispute-was-asked = Courriel envoyé au responsable ; le délai court.
dispute-was-asked-without = Responsable noté ; le délai court. Transmettez-lui le lien vous-même.
dispute-mail-failed = Le courriel n’est pas parti : { $why }
dispute-link = Lien de réponse, si vous préférez le transmettre vous-même :
dispute-decide = Décision
dispute-decide-do = Décider
dispute-decide-unfounded = Non fondé
dispute-decide-unfounded-help = Tout revient aux relances, à l’étape suivante ; les pénalités courent depuis l’origine.
dispute-decide-founded = Fondé
dispute-decide-founded-help = Un avoir est attendu ; le montant reste bloqué jusqu’à son arrivée.
dispute-decide-partly = Fondé en partie
dispute-decide-partly-help = Un avoir est attendu pour ce montant ; le reste revient aux relances.
dispute-founded-amount = Montant fondé, si une partie seulement
dispute-choose-decision = Choisissez une décision.
dispute-was-unfounded = Non fondé : le montant revient aux relances.
dispute-was-founded = Fondé : l’avoir est attendu, son délai court.
dispute-set-aside = Écarter cette réponse
dispute-was-set-aside = Réponse écartée : le responsable doit répondre de nouveau.
dispute-credit-by-rate = Avoir attendu, par taux de TVA
dispute-credit-estimate = Répartition estimée : une partie seulement d’une facture à plusieurs taux est contestée, partagée ici dans les proportions de ce qui en reste dû. L’avoir se fait aux taux de ce qui est réellement corrigé.
dispute-waits-credit = L’avoir est attendu. Il met fin au litige quand il arrive par import, ou quand vous l’imputez sur la facture.
dispute-credit-reference = Numéro ou référence de l’avoir
dispute-credit-help = Pour le suivi : le litige ne se clôt que sur un avoir imputé.
dispute-credit-save = Noter la référence
dispute-credit-allocate = Imputer un avoir reçu
dispute-undo = Reprendre la décision
dispute-undo-help = Le litige revient où il en était et le montant quitte de nouveau les relances. Impossible dès qu’un avoir est imputé.
dispute-was-undone = Décision reprise.
dispute-edit = Modifier le motif, le détail ou le responsable
dispute-edit-save = Enregistrer
dispute-was-edited = Enregistré.
dispute-amend = Corriger le montant contesté
dispute-for-less = Clore sur l’avoir reçu
dispute-for-less-help = L’avoir est plus petit que prévu et il n’y en aura pas d’autre : le litige est clos comme fondé en partie, { $amount } reviennent aux relances.
dispute-was-for-less = Le litige est clos : le reste est de nouveau réclamé.
dispute-withdraw = Abandonner le litige
dispute-withdraw-help = Ouvert par erreur, ou le client renonce : tout revient aux relances.
dispute-was-withdrawn = Litige abandonné : le montant revient aux relances.
dispute-comment = Ajouter une note
dispute-comment-do = Noter
dispute-was-noted = Note ajoutée.
dispute-was-attached = Pièce jointe.
call-dispute-reason = Motif du litige, s’il y en a un
dispute-item-open = Ouvrir un litige
disputes-settings-title = Réglages des litiges
disputes-settings-sub = Qui répond, en combien de temps, et qui est prévenu des retards.
disputes-address-help = Adresse par laquelle les responsables joignent le programme : elle commence les liens envoyés. Elle est la même pour tous les liens : la changer ici la change partout.
disputes-escalation = Prévenir des retards
disputes-escalation-help = Un courriel par jour au plus, avec les litiges hors délai.
disputes-accept = La réponse du responsable vaut décision, sans qu’une personne la confirme
disputes-policies = Par motif
disputes-policies-help = Responsable proposé et délais, en jours.
disputes-policy-days = réponse { $answer } j, décision { $decision } j, avoir { $credit } j
disputes-answer-days = Réponse du responsable
disputes-decision-days = Décision
disputes-credit-days = Avoir
disputes-steps-help = Une étape par ligne. Le responsable les voit avec le litige.
disputes-policy-save = Enregistrer ce motif
disputes-policy-was-set = Motif enregistré. Les litiges déjà ouverts gardent leur responsable.
disputes-alerts = Alertes envoyées
disputes-alerts-none-title = Aucune alerte envoyée
disputes-alerts-none-text = Indiquez une adresse ci-dessus : un courriel y part chaque jour où un litige est hors délai.
owner-title = Litige à traiter
owner-what = { $debtor } conteste une facture de { $house }. Dites ce qu’il en est.
owner-due = Répondre avant le
owner-answer = Votre réponse
owner-unfounded = Le client a tort
owner-unfounded-help = Tout est dû. Joignez la preuve si vous l’avez.
owner-founded = Le client a raison
owner-founded-help = Un avoir est à faire pour tout le montant contesté.
owner-partly = Le client a raison en partie
owner-partly-help = Indiquez ci-dessous le montant de l’avoir à faire.
owner-amount = Montant de l’avoir
owner-amount-help = Seulement si le client a raison en partie.
owner-comment = Commentaire
owner-files = Pièces
owner-files-help = PDF, PNG ou JPEG ; cinq au plus, 10 Mo chacune.
owner-send = Envoyer la réponse
owner-once = Ce lien ne sert qu’une fois.
owner-done-title = Merci
owner-done = Votre réponse est transmise à la personne qui suit ce litige.
owner-void-title = Ce lien ne sert plus
owner-forged = Ce lien n’est pas valable. Vérifiez que l’adresse est entière.
owner-expired = Ce lien a expiré. Demandez-en un nouveau à la personne qui suit ce litige.
owner-used = Ce litige a déjà reçu une réponse, ou une décision.
owner-too-many = Trop de demandes. Réessayez dans une minute.
letters-hand-over = Confier au prestataire
letters-hand-over-help = Les lettres choisies sont faites à la date du jour, vérifiées une dernière fois, puis remises à { $service }, qui les imprime et les poste. Celles qu’il prend sont marquées comme postées aujourd’hui ; rien ne lui est remis sans vous.
letters-hand-over-do = Confier la sélection à { $service }
letters-handed = { $count ->
    [0] Aucune lettre n’a été confiée.
    [one] 1 lettre confiée et marquée comme postée.
   *[other] { $count } lettres confiées et marquées comme postées.
}
letters-doubtful = Issue inconnue
letters-refused = Refusée par le prestataire
letter-carrier = Prestataire
letter-doubt = Le prestataire n’a pas dit s’il a pris cette lettre. Vérifiez chez lui avant de trancher : elle ne sera jamais renvoyée d’elle-même.
letter-doubt-yes = Il l’a prise
letter-doubt-no = Il ne l’a pas
letter-doubt-settled = C’est noté.
letter-carrier-deposit = Preuve de dépôt
letter-carrier-receipt = Avis de réception
carrier-title = Courrier
carrier-sub = Qui imprime et poste les lettres et les recommandés
carrier-none = Vos lettres sont imprimées et postées par vos soins, depuis la page Courriers. Un prestataire peut s’en charger ; rien ne lui est remis tant que vous ne l’avez pas choisi ici.
carrier-state = Prestataire réglé
carrier-running = En service
carrier-stopped = Arrêté
carrier-service = Identifiant de service
carrier-service-help = Le « service ID » de votre compte
carrier-secret = Clé secrète
carrier-user = Numéro d’utilisateur
carrier-user-help = Celui au nom duquel les lettres partent
carrier-endpoint-help = Vide : l’adresse habituelle du prestataire
carrier-sides = Impression
carrier-duplex = Recto verso
carrier-simplex = Recto seul
carrier-month = Ce mois-ci
carrier-month-sum = { $letters ->
    [0] aucune lettre
    [one] 1 lettre
   *[other] { $letters } lettres
}
carrier-set-by = Réglé par
carrier-stop = Ne plus rien confier
carrier-resume = Confier de nouveau
carrier-settings = Réglages
carrier-help = Chaque envoi reste déclenché par une personne sur la page Courriers. Une lettre est remise une seule fois : sans réponse du prestataire, elle attend que vous tranchiez. Numéro de suivi, preuve de dépôt et avis de réception reviennent d’eux-mêmes.
carrier-tab-merci_facteur = Merci Facteur
carrier-tab-folder = Dossier d’un atelier d’impression
carrier-folder-help = Chaque lettre est déposée en PDF avec une fiche JSON (adresse, recommandé ou non, recto verso) dans le dossier de l’installation que votre atelier relève. Aucun suivi n’en revient : saisissez les numéros et les preuves sur chaque lettre.
carrier-letters = Impression et dépôt des lettres simples
carrier-registered = Impression et dépôt des recommandés et mises en demeure
carrier-way-hand = Par vos soins
carrier-way-service = Par le prestataire
carrier-letter-price = Prix d’une lettre (€ HT)
carrier-registered-price = Prix d’un recommandé (€ HT)
carrier-price-help = Montré avant l’envoi ; le prix que le prestataire annonce fait foi
carrier-try = Essayer sans rien envoyer
carrier-works = Le prestataire répond et accepte ces identifiants ; rien n’a été envoyé ni gardé.
carrier-saved = Prestataire enregistré.
carrier-was-stopped = Plus rien n’est confié au prestataire.
carrier-was-resumed = Des lettres peuvent de nouveau être confiées au prestataire.
mailbox-way = Connexion
mailbox-way-password = Mot de passe
mailbox-way-microsoft = OAuth 2.0 Microsoft 365
mailbox-way-google = OAuth 2.0 Google
mailbox-way-other = OAuth 2.0 autre fournisseur
mailbox-oauth = Connexion par OAuth 2.0 (Microsoft 365, Google)
mailbox-oauth-help = Pour les messageries qui n’acceptent plus de mot de passe. Le champ « Mot de passe » reçoit alors le jeton de renouvellement (refresh token) que le fournisseur a remis à votre application ; les jetons d’accès en sont tirés au fil de l’eau et ne sont jamais montrés.
mailbox-client = Identifiant de l’application (client ID)
mailbox-client-secret = Secret de l’application
mailbox-tenant = Annuaire Microsoft (tenant)
mailbox-tenant-help = Vide : tous les annuaires
mailbox-endpoint = Adresse des jetons
mailbox-endpoint-help = Seulement pour un autre fournisseur
## Échéanciers
compromises-title = Accords avec remise
compromises-sub = Les dettes soldées par une somme moindre, payée à temps : ce qui est attendu, et l’avoir à émettre ensuite.
compromises-empty-title = Aucun accord avec remise
compromises-empty-text = Un client propose de payer une partie tout de suite pour solde ? Ouvrez sa fiche, notez les offres dans « Négociation », puis préparez l’accord : Quittance demande la validation au-delà de vos limites, imprime l’acte à signer, suspend les relances jusqu’à la date et n’accorde la remise que si la somme arrive à temps.
compromises-left = Reste à recevoir
compromises-discounts = Remises en jeu
compromises-running = En cours, ou avoir à émettre
compromises-none-text = Aucun accord ne correspond à ces filtres.
compromise-title = Accord { $reference }
compromise-new = Préparer un accord
compromise-new-title = Nouvel accord avec remise
compromise-no-debt-title = Rien à négocier
compromise-no-debt-text = Ce client n’a aucune facture ouverte qui ne soit déjà dans un accord ou un échéancier.
compromise-debt-disputed = { $amount } contestés : l’accord y met fin
compromise-debt-taken = { $number } est déjà dans { $reference }.
compromise-pay-by = À payer au plus tard le
compromise-by = au plus tard le { $by }
compromise-discount = Remise
compromise-payable = Somme convenue
compromise-payable-help = Taxes comprises, pour solde de toutes les factures cochées.
compromise-in-time = Reçu à temps
compromise-in = Dans l’accord
compromise-instead = { $payable } au lieu de { $total }
compromise-nature = Ce qu’est la remise
compromise-vat = TVA de l’abandon
compromise-vat-of-discount = TVA de la remise
compromise-vat-regime = Exigibilité de la TVA (abandon de créance)
compromise-vat-rates = Répartition de la remise par taux de TVA
compromise-vat-help = Un seul montant peut rester vide : il reçoit le reste. Sans aucun taux, ceux des factures électroniques s’appliquent, quand ils sont connus.
compromise-choose = À choisir
compromise-interest-consumer = À un particulier, aucun frais ni intérêt n’est demandé.
compromise-preview = Ce que cela donne
compromise-share = soit { $percent } % de la dette
compromise-until-help = une remise de banque de ce jour peut n’être connue que le { $until } : les relances attendent jusque-là
compromise-type-sum = Indiquez la somme convenue : la remise s’affichera ici.
compromise-save = Enregistrer l’accord
compromise-paper = Accord à signer
compromise-flash-running = { $left } attendus au plus tard le { $by }. Les relances reprendraient le { $until }, le temps que la banque le dise.
compromise-flash-insolvent = Une procédure collective est ouverte : cette dette antérieure ne peut plus être payée (C. com., art. L622-7). Déclarez la créance.
compromise-flash-lapsed = La somme convenue n’était pas là le { $by } : la remise de { $discount } est perdue et les factures sont de nouveau relancées.
compromise-flash-kept = La somme convenue est arrivée à temps : la remise de { $discount } est passée sur les factures.
compromise-open-credits = Des crédits libres sont sur le compte : { $amount }. Lettrés avec ces factures, ils réduiraient la dette, pas la somme convenue : rapprochez-les d’abord, ou fixez la somme en en tenant compte.
compromise-credit-due = Avoir à émettre
compromise-credit-text = La remise réduit le prix : émettez un avoir avec sa TVA, aux taux des factures (CGI, art. 272-1 et 289). Une fois dans le compte, il prend la place de la remise de lui-même : par son numéro si vous l’enregistrez ici, sinon par son montant exact.
compromise-overpaid = Trop-perçu à rendre
compromise-credit-is = Avoir { $number }.
compromise-credit-number = Numéro de l’avoir
compromise-credit-keep = Enregistrer le numéro
compromise-files-empty = L’accord signé se range ici.
compromise-file-help = L’accord signé des deux parties.
compromise-act-waits = L’accord attend la validation de qui peut l’accorder.
compromise-act-again = Préparer un nouvel accord
compromise-act-cancel = Abandonner l’accord…
compromise-sign-text = Imprimez l’accord et faites-le signer. Les relances de ces factures sont suspendues dès la signature, jusqu’au dernier jour de paiement.
compromise-done-approve = L’accord est validé : il peut être signé.
compromise-done-send-back = L’accord est renvoyé à la préparation.
compromise-done-sign = L’accord est signé : les relances de ses factures attendent le paiement.
compromise-done-cancel = L’accord est abandonné : ses factures reprennent leur scénario.
compromise-done-credit = Le numéro de l’avoir est enregistré.
compromise-policy-text = Au-delà d’une seule de ces limites, un accord attend la validation de qui peut l’accorder.
compromise-policy-most = Remise, au plus
compromise-policy-percent = Part de la dette, au plus
compromise-policy-percent-unit = % de la dette
compromise-policy-days = Délai de paiement, au plus
compromise-policy-days-unit = jours
negotiation-title = Négociation
negotiation-owed = { $amount } dus
negotiation-log = Ce qui s’est dit
negotiation-empty-title = Rien n’est noté
negotiation-empty-text = Notez chaque offre avec son montant et sa date, puis la réponse qu’elle a reçue : c’est la mémoire de la négociation, et la dernière offre remplit l’accord.
negotiation-standing = Offre en cours ({ $voice }) : { $amount }.
negotiation-to-agreement = En faire un accord
negotiation-add = Noter
negotiation-who = Qui
negotiation-what = Quoi
negotiation-amount = Montant offert
negotiation-amount-help = Pour une offre : ce qui serait payé.
negotiation-on = Dit le
negotiation-way = Par
negotiation-person = Personne
negotiation-words = Ce qui a été dit
negotiation-save = Noter
negotiation-done = C’est noté.
negotiation-taken-back = La ligne est retirée.
negotiation-take-back = Retirer
negotiation-noted = noté par { $by }
negotiation-undone = retiré par { $by }
plans-title = Échéanciers
plans-sub = Les dettes réglées en plusieurs fois : où en est chaque échéance, et ce qui attend quelqu’un.
plans-calendar = Calendrier
plans-back = Tous les échéanciers
plans-empty-title = Aucun échéancier
plans-empty-text = Un client qui ne peut pas payer en une fois ? Ouvrez sa fiche et choisissez « Échéancier » : Quittance calcule les dates, prépare l’acte à signer, suit les versements par le rapprochement et suspend les relances tant qu’il est respecté.
plans-left = Reste à payer
plans-overdue = En retard
plans-running = En cours
plans-all = Tous
plans-none-title = Rien à montrer
plans-none-text = Aucun échéancier ne correspond à ces filtres.
plans-reference = Référence
plans-next = Prochaine échéance
plans-month-sum = { $due } attendus, { $missing } à recevoir
plans-month-empty = Aucune échéance ce mois-ci.
plan-policy-title = Ce que la maison accorde d’elle-même
plan-policy-text = Au-delà d’une seule de ces limites, un échéancier attend la validation de qui peut l’accorder.
plan-policy-most = Montant, au plus
plan-policy-parts = Échéances, au plus
plan-policy-days = Durée, au plus
plan-policy-days-unit = jours jusqu’à la dernière échéance
plan-policy-first = Première, au moins
plan-policy-tells = Prévenir le client de chaque échéancier signé
plan-policy-tells-help = Par courriel, une fois, dès la signature ; rien ne part quand le compte est suspendu ou sans adresse.
plan-policy-save = Enregistrer les limites
plan-policy-saved = Les limites sont enregistrées.
plan-title = Échéancier { $reference }
plan-version = version { $version }
plan-place = { $place } sur { $parts }
plan-new = Échéancier
plan-new-title = Nouvel échéancier
plan-renegotiate-title = Nouvelle version de l’échéancier
plan-no-debt-title = Rien à échelonner
plan-no-debt-text = Ce client n’a aucune facture ouverte qui ne soit contestée en entier ou déjà dans un échéancier.
plan-debts = Factures
plan-debt-due = échéance du { $due }
plan-debt-disputed = { $amount } contestés, hors échéancier
plan-debt-taken = { $number } est déjà dans l’accord { $reference }.
plan-cut = Versements
plan-parts = Nombre d’échéances
plan-first-on = Première échéance
plan-pace = Rythme
plan-pace-month = Chaque mois
plan-pace-fortnight = Toutes les deux semaines
plan-pace-week = Chaque semaine
plan-day = Jour du mois
plan-day-help = Celui de la première, sinon. Les mois plus courts : leur dernier jour.
plan-first = Montant de la première
plan-first-help = Si elle diffère des autres.
plan-cents = Les centimes qui restent
plan-cents-last = Sur la dernière
plan-cents-first = Sur la première
plan-working-days = Reporter les jours de repos au jour ouvré suivant
plan-own-dates = Saisir les dates et les montants
plan-own-dates-label = Une échéance par ligne : date, montant
plan-own-dates-help = Remplace la règle ci-dessus. Le total doit être celui des factures choisies.
plan-terms = Conditions
plan-interest = Pénalités de retard
plan-interest-consumer = À un particulier, un échéancier est sans frais ni intérêt : les maintenir en ferait un crédit à la consommation (C. conso., art. L312-1 et L312-4).
plan-grace = Tolérance, en jours
plan-grace-help = Au-delà, une mise en demeure de régulariser peut partir.
plan-fallback = En cas de rupture
plan-fallback-none = Reprendre le scénario où il en était
plan-fallback-help = Une étape déjà faite ne l’est pas deux fois.
plan-accelerates = Clause de déchéance du terme
plan-accelerates-help = Le solde devient exigible, mais seulement après une mise en demeure restée sans effet.
plan-guarantee = Garantie
plan-guarantee-note = Précisions sur la garantie
plan-note = Note interne
plan-preview = Échéances
plan-number = N°
plan-due = Au plus tard le
plan-amount = Montant
plan-remains = Reste après
plan-missing = Manque
plan-needs-approval = Demande une validation :
plan-within-policy = Dans les limites de la maison
plan-compute = Calculer
plan-save = Enregistrer l’échéancier
plan-bad-line = « { $line } » : écrivez une date puis un montant, comme 15/12/2026 1 000,00.
plan-deed = Acte à signer
plan-cure-letter = Mise en demeure
plan-flash-broken = Échéance manquée depuis le { $since } : { $amount } manquent. Les relances restent suspendues : envoyez la mise en demeure de régulariser, renégociez ou abandonnez l’échéancier.
plan-flash-fallen = La mise en demeure est restée sans effet : { $amount } manquent, et les factures suivent de nouveau leur scénario depuis le { $since }.
plan-flash-noticed = Mis en demeure : { $amount } à régler avant la fin du { $until }. Les relances attendent jusque-là.
plan-flash-stopped = Une procédure collective est ouverte : l’échéancier est arrêté par la loi (C. com., art. L622-7). Déclarez la créance.
plan-flash-accelerated = La déchéance du terme est prononcée : tout le solde est exigible et les factures suivent leur scénario.
plan-flash-successor = Une nouvelle version est prête : elle prendra la place de celle-ci à sa signature.
plan-total = Dette
plan-paid = Réglé
plan-instalments = Échéances
plan-paid-on = le { $on }
plan-part-paid = { $amount } reçus
plan-in-plan = Dans l’échéancier
plan-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
plan-clause = Déchéance du terme
plan-clause-yes = Après une mise en demeure restée sans effet
plan-clause-no = Non prévue
plan-signed = Signé
plan-made = Préparé
plan-versions = Versions
plan-limitation = Prescription
plan-limitation-text = Cette signature peut interrompre la prescription (C. civ., art. 2240) : un nouveau délai courrait de ce jour (art. 2231). La date d’origine reste celle que Quittance surveille.
plan-limitation-passed = déjà prescrite à la signature : la reconnaissance n’interrompt pas un délai écoulé
plan-limitation-without = Sans la reconnaissance
plan-limitation-after = Si elle interrompt
plan-acknowledge = Enregistrer la reconnaissance de dette
plan-acknowledged = La reconnaissance de dette est enregistrée sur les factures.
plan-files = Pièces
plan-files-empty = L’acte signé et la garantie se rangent ici.
plan-file-add = Ajouter une pièce
plan-file-help = L’acte signé, une caution, un mandat de prélèvement.
plan-file-keep = Ranger la pièce
plan-no-file = Choisissez un fichier.
plan-history = Historique
plan-history-empty = Préparé, rien d’autre encore.
plan-acts = Et maintenant
plan-act-propose = Prêt à signer
plan-act-ask = Demander la validation
plan-act-edit = Modifier
plan-act-approve = Valider
plan-act-send-back = Renvoyer à la préparation
plan-act-waits = L’échéancier attend la validation de qui peut l’accorder.
plan-act-renegotiate = Renégocier
plan-act-cancel = Abandonner l’échéancier…
plan-act-cancel-do = Abandonner
plan-act-undo = Annuler la dernière étape
plan-act-sign = Enregistrer la signature
plan-act-notice = Enregistrer la mise en demeure
plan-act-accelerate = Prononcer la déchéance du terme
call-missed-instalment = échéance du { $since } manquée, { $amount } à régler. Du reste de cet échéancier, rien n’est à réclamer.
plan-cancel-unsigned-help = Rien n’est signé : les relances de ces factures n’ont pas été suspendues et ne changent pas.
plan-cancel-help = Les factures reprennent leur scénario où il en était. Ce que l’acte a suspendu ou abandonné de pénalités jusqu’à ce jour le reste, sauf échéance manquée et non régularisée.
plan-sign-text = Imprimez l’acte, faites-le signer : le débiteur y écrit lui-même la somme, en lettres et en chiffres. Les relances de ces factures sont suspendues dès la signature.
plan-signed-on = Jour de la signature
plan-signatory = Signataire et qualité
plan-notice-text = Envoyez la mise en demeure (lettre ci-dessus, recommandée de préférence, ou texte d’e-mail ci-dessous), puis enregistrez-la. Laissez au moins huit jours.
plan-cure-by = À régler au plus tard le
plan-cure-mail = Texte pour un e-mail
plan-cure-subject = Objet :
plan-next-is = prochaine : { $amount } le { $on }
plan-done-submit = C’est enregistré.
plan-done-approve = L’échéancier est validé : il peut être signé.
plan-done-send-back = L’échéancier est renvoyé à la préparation.
plan-done-sign = L’échéancier court : ses factures ne sont plus relancées tant qu’il tient.
plan-done-notice = La mise en demeure est enregistrée : les relances attendent la fin du délai.
plan-done-accelerate = La déchéance du terme est prononcée.
plan-done-cancel = L’échéancier est abandonné.
plan-done-undo = La dernière étape est annulée.
plan-done-acknowledge = La reconnaissance de dette est enregistrée.
deferral-title = Reports d’échéance
deferral-empty = Aucun report en cours.
deferral-dates = { $original } reportée au { $agreed }
deferral-kept = Pénalités maintenues depuis l’échéance d’origine
deferral-waived = Aucune pénalité jusqu’à l’échéance convenue
deferral-undo = Annuler le report
deferral-new = Reporter une échéance
deferral-on = Nouvelle échéance
deferral-grant = Accorder le report
deferral-done = L’échéance est reportée ; la date d’origine reste dans l’historique.
deferral-promise-gone = { $count ->
    [one] La promesse attendue sur cette facture est retirée : la date reportée la remplace.
   *[other] Les { $count } promesses attendues sur cette facture sont retirées : la date reportée les remplace.
}
deferral-promise-stays = Attention : une promesse pour le { $day } porte aussi sur d’autres factures et reste attendue. Retirez-la depuis le dossier si le report vaut aussi pour elle.
deferral-undone = Le report est annulé : l’échéance précédente s’applique de nouveau.
ageing-due = Selon l’échéance
ageing-due-original = D’origine
ageing-due-agreed = Convenue (reports, échéanciers)
plan-done-file = La pièce est rangée.

## Indicateurs

figures-title = Indicateurs
figures-sub = Ce que valent les créances et leur suivi, mois par mois
figures-all = Tous les indicateurs
figures-everybody = Tous
figures-nobody = Sans chargé de recouvrement
figures-by-collector = Par chargé de recouvrement
figures-read-at = Grand livre lu le
figures-base = Montants TTC ; les ventes sont les factures moins les avoirs ; les litiges restent dans l’encours ; les impayés bancaires et ce qu’un import repris avait apporté ne sont pas des ventes.
figures-empty-title = Rien à mesurer
figures-empty-text = Importez un FEC ou des factures : chaque indicateur montre alors ses douze derniers mois, sa formule et les montants qui la composent.
figure-how = Formule et chiffres
figure-target = objectif { $target }, { $period }
trend-label = { $name } : { $first } au { $from }, { $last } au { $to }
trend-label-target = , objectif { $target }
trend-month = Fin de mois
goals-days = { $days } j

## Agenda

nav-agenda = Agenda
nav-short-agenda = Agenda
agenda-views = Listes de l’agenda
agenda-view-to-do = À faire
agenda-view-sends = Envois
agenda-view-snoozed = Reportés
agenda-view-every = Tout l’échu
agenda-sub = { $count ->
    [0] Aucun dossier
    [one] 1 dossier
   *[other] { $count } dossiers
}
agenda-sub-late = { $total } échus
agenda-sub-overdue = { $count } en retard
agenda-one = Un par un
agenda-batches = Actions groupées
agenda-kind = À traiter
agenda-search = Nom ou code
agenda-all-kinds = Tout
agenda-everybody = Tous
agenda-top = { $count ->
    [one] 1 dossier
   *[other] { $count } dossiers
} = { $share } % de l’échu
agenda-see-all = Voir tous les dossiers
agenda-none-title = Aucun dossier ne répond à ces filtres
agenda-none-text = Élargissez la recherche, ou regardez les dossiers de tous les chargés de recouvrement.
agenda-empty-title = Rien à faire pour le moment
agenda-empty-text = Appels, courriers, réponses à lire, promesses et échéanciers rompus, litiges hors délai et scénarios terminés arrivent ici, du plus important au moins important.
agenda-no-sends-title = Aucun envoi en attente
agenda-no-sends-text = Les messages que la nuit prépare paraissent ici : confirmés, à confirmer ou en erreur.
agenda-no-snoozed-title = Aucun dossier reporté
agenda-no-snoozed-text = Un dossier reporté quitte la liste jusqu’à sa date, et revient plus tôt si le débiteur répond ou rompt une promesse.
agenda-no-late-title = Rien n’est échu
agenda-no-late-text = Aucun compte ne doit de somme échue aujourd’hui.
agenda-all-here = Cocher les { $count } dossiers de la page
agenda-all-found = Les { $count } dossiers trouvés (500 au plus)
agenda-chosen = Cochés :
agenda-snooze = Reporter
agenda-pause = Suspendre les relances
agenda-assign = Confier
agenda-how = L’ordre est celui de la valeur en jeu × la chance de l’obtenir × l’urgence ; « Pourquoi » donne les chiffres. Touches : j, k pour se déplacer, x pour cocher, c pour appeler, z pour reporter, o pour traiter les dossiers un par un.
agenda-priority = Priorité
agenda-waits = À traiter
agenda-why = Pourquoi
agenda-choose = Cocher { $name }
agenda-woken = Revenu avant sa date
agenda-off-until = Reporté au { $date }
agenda-bring-back = Reprendre
agenda-batch-sub = { $count ->
    [one] 1 dossier choisi
   *[other] { $count } dossiers choisis
}
agenda-back = Retour à l’agenda
agenda-example = essai
agenda-day-wanted = Indiquez la date à laquelle ces dossiers reviennent.
agenda-nobody-chosen = Cochez d’abord un ou plusieurs dossiers.
agenda-may-not = Votre rôle ne permet pas cette action.
agenda-batch-count = { $count ->
    [0] Aucun dossier ne change
    [one] 1 dossier change
   *[other] { $count } dossiers changent
}
agenda-pause-help = Aucune relance ne part plus sur ces comptes, jusqu’à la date choisie ou jusqu’à ce que vous les repreniez.
agenda-snooze-help = Ces dossiers quittent la liste « À faire » jusqu’à la date ; leurs relances automatiques continuent. Une réponse ou une promesse rompue les ramène plus tôt.
agenda-assign-help = Ces dossiers passent dans le portefeuille d’une autre personne. Laissez vide pour les retirer de tout portefeuille.
agenda-until = Jusqu’au
agenda-reason = Motif
agenda-do = { $deed } ({ $count })
agenda-batch-accounts = Dossiers
agenda-preview = Voir qui change
agenda-batches-all = Voir aussi les dossiers reportés un par un
agenda-batches-many = Ne voir que les actions sur plusieurs dossiers
agenda-unchanged = inchangé
agenda-more-accounts = et { $count } autres dossiers
agenda-done-one = C’est fait. « Actions groupées » permet de l’annuler.
agenda-done = C’est fait pour { $count } dossiers. Vous pouvez l’annuler ci-dessous.
agenda-batches-sub = Ce qui a été fait sur un ou plusieurs dossiers depuis l’agenda, et comment l’annuler
agenda-batches-empty-title = Rien pour le moment
agenda-batches-empty-text = Cochez des dossiers dans l’agenda, puis reportez-les, suspendez-les ou confiez-les : chaque action paraît ici et s’annule d’un geste.
agenda-deed = Action
agenda-accounts = Dossiers
agenda-by = Par
agenda-undone-by = annulé par { $name }
agenda-undo = Annuler
agenda-undo-done = { $count ->
    [0] Annulé ; plus aucun dossier n’était dans l’état d’alors.
    [one] Annulé : 1 dossier est revenu à son état d’avant.
   *[other] Annulé : { $count } dossiers sont revenus à leur état d’avant.
}
agenda-brought-back = Dossier repris.
agenda-rank = Dossier { $rank } sur { $total }
agenda-open-file = Ouvrir le dossier
agenda-promise = Noter une promesse
agenda-dispute = Ouvrir un litige
agenda-nothing-here = Rien n’attend sur ce compte.
agenda-late-items = { $count ->
    [0] Rien n’est échu
    [one] 1 pièce échue
   *[other] { $count } pièces échues
}
agenda-more-items = et { $count } autres
agenda-people = Qui contacter
agenda-nobody-known = Aucun contact connu : ajoutez-en un dans la fiche.
agenda-one-keys = Touches : n pour le suivant, b pour le précédent, j et k puis Entrée pour ce qui attend, c pour appeler, p promesse, l litige, z reporter, e ouvrir le dossier.
home-to-do = { $count ->
    [one] 1 dossier à traiter
   *[other] { $count } dossiers à traiter
}
home-nothing = Rien à traiter
home-at-stake = en jeu
home-first = Les premiers dossiers
home-changes = Depuis votre visite du
home-no-changes = Rien de nouveau depuis.

## Alertes et portefeuilles

alerts-title = Alertes
alerts-sub = Ce dont vous voulez être prévenu : les dossiers concernés sont signalés dans l’agenda
alerts-told = Prévenu par e-mail
alerts-remove = Retirer
alerts-new = Nouvelle alerte
alerts-new-help = Remplissez ce qui compte : tout ce qui est rempli doit être vrai. Exemple : 20 000 échus et aucun contact depuis 10 jours. Chaque nuit, les nouveaux dossiers sont notés dans leur historique et, si vous donnez une adresse, envoyés par e-mail.
alerts-amount = Échu d’au moins, en €
alerts-silence = Sans contact depuis, en jours
alerts-age = Retard d’au moins, en jours
alerts-category = Catégorie
alerts-name = Nom
alerts-email = Prévenir à l’adresse
alerts-try = Voir les dossiers concernés
alerts-save = Poser l’alerte
alerts-bad-days = Un nombre de jours s’écrit en chiffres. Exemple : 10.
alerts-bad-amount = Ce montant ne se lit pas. Exemple : 20 000.
alerts-found = { $count ->
    [0] Aucun dossier concerné aujourd’hui
    [one] 1 dossier concerné aujourd’hui
   *[other] { $count } dossiers concernés aujourd’hui
}
alerts-found-none = L’alerte peut être posée : elle se déclenchera quand un dossier y répondra.
alerts-set = Alerte posée.
alerts-removed = Alerte retirée.
watch-title = Impayés de plus de 120 jours
watch-sub = { $count ->
    [0] Aucune pièce
    [one] 1 pièce
   *[other] { $count } pièces
}
watch-item = Pièce
watch-last = Dernière action
watch-next = Prochaine échéance légale
watch-today = aujourd’hui
watch-more = et { $count } autres, dans l’export
watch-empty-title = Rien au-delà de 120 jours
watch-empty-text = Une facture qui passe 120 jours de retard paraît ici et dans l’agenda le jour même.
portfolio-title = Portefeuilles
portfolio-sub = Qui suit quels comptes, et qui remplace qui
portfolio-who = Chargés de recouvrement
portfolio-accounts = Comptes avec de l’échu
portfolio-rules = Règles d’attribution
portfolio-rules-help = La première règle qui convient donne le compte. Une ligne vide ne compte pas ; « de A à M » lit le début du nom.
portfolio-from = Nom de
portfolio-to = à
portfolio-least = Encours dès, en €
portfolio-most = Encours sous, en €
portfolio-save = Enregistrer les règles
portfolio-saved = Règles enregistrées.
portfolio-bad = Une règle ne se lit pas : vérifiez ses montants et son chargé de recouvrement.
portfolio-proposed = Ce que les règles donneraient
portfolio-proposed-line = { $collector } : { $count ->
    [one] 1 compte
   *[other] { $count } comptes
}, { $total } d’encours
portfolio-proposed-none = Les règles ne changeraient rien.
portfolio-apply-free = Attribuer les comptes sans chargé de recouvrement
portfolio-apply-all = Tout réattribuer
portfolio-applied = { $count ->
    [0] Aucun compte n’a changé de portefeuille.
    [one] 1 compte a changé de portefeuille. Cela s’annule ci-dessous.
   *[other] { $count } comptes ont changé de portefeuille. Cela s’annule ci-dessous.
}
portfolio-absences = Absences
portfolio-absence-help = Du premier au dernier jour, les dossiers de la personne absente paraissent dans l’agenda de qui la remplace. Rien ne change dans les comptes.
portfolio-away = Absent
portfolio-stand-in = Remplacé par
portfolio-first-day = Du
portfolio-last-day = au
portfolio-absence-save = Enregistrer l’absence
portfolio-absence-saved = Absence enregistrée.
portfolio-absence-end = Terminer
portfolio-absence-ended = Absence terminée.
portfolio-absences-none = Personne n’est annoncé absent.
agenda-stands-in = remplace { $name }

# Utilisateurs et commerciaux

users-title = Utilisateurs
users-sub = Qui travaille ici, et ce que chacun peut faire
users-name = Nom
users-name-help = Celui sous lequel les comptes lui sont confiés, pour un chargé de recouvrement.
users-email = Adresse e-mail
users-since = Depuis
users-role-of = Rôle de { $name }
users-set-role = Changer
users-closed = Accès fermé
users-reopen = Rouvrir
users-close = Fermer l’accès
users-new-password = Nouveau mot de passe
users-add = Ajouter une personne
users-add-do = Ouvrir l’accès
users-password = Mot de passe de { $email }
users-changed = C’est fait.
users-rights = Ce que permet chaque rôle
users-right = Droit
users-yes = Oui
mine-title = Mes comptes
own-short = Comptes
own-sub = { $count ->
    [0] Aucun compte
    [one] Un compte à votre nom
   *[other] { $count } comptes à votre nom
}
own-empty-title = Aucun compte n’est à votre nom
own-empty-text = Un compte vous revient quand votre adresse e-mail y figure comme celle du commercial : demandez au service de recouvrement de l’y inscrire.
own-none-title = Aucun de vos comptes ne répond à cette recherche
own-leaving = Ce qui part chez vos clients
own-leaving-none = Aucun message ne part vers vos clients pour le moment.
own-leaves-at = Départ
own-object = Lire ou s’opposer
own-blocked = Ce qui retient l’encaissement
own-blocked-none = Rien ne retient le paiement de vos clients.
own-late = Vos clients en retard
own-late-none = Aucun de vos clients n’est en retard.
own-open-items = { $count ->
    [0] Aucune pièce ouverte
    [one] Une pièce ouverte
   *[other] { $count } pièces ouvertes
}
own-timeline = Historique
home-to-agree = { $count ->
    [0] À valider par vous
    [one] Un accord à valider
   *[other] { $count } accords à valider
}
home-to-agree-none = Aucun échéancier ni accord avec remise n’attend votre décision.
views-title = Vues enregistrées
views-plain = Sans vue
views-manage = Gérer
views-keep = Enregistrer cette vue, choisir les colonnes
views-keep-do = Enregistrer
views-columns = Colonnes à masquer
views-hide = Masquer
views-name = Nom
views-share = Pour toute l’équipe
views-default = Ouvrir la page ainsi
views-owner = De
views-mine = Personnelle
views-shared = Partagée
views-shared-by = Partagée par { $name }
views-first = Ouvre la page
views-make-first = Ouvrir la page ainsi
views-not-first = Ne plus ouvrir ainsi
views-share-do = Partager
views-unshare = Ne plus partager
views-rename = Renommer
views-rename-of = Nom de la vue { $name }
views-delete = Supprimer
views-restore = Rétablir
views-deleted = Vues supprimées
views-kept = Vue enregistrée.
views-done = C’est fait.
views-gone = Vue supprimée : vous pouvez la rétablir ci-dessous.
views-empty-title = Aucune vue enregistrée
views-empty-text = Filtrez et triez la liste, puis « Enregistrer cette vue » : elle s’ouvre ensuite d’un geste, pour vous ou pour toute l’équipe.
by-group = Groupe
by-project = Projet
ageing-items-of-project = Voir ses factures
ageing-buckets = Tranches, en jours
ageing-bad-buckets = Les tranches se donnent par quatre nombres de jours croissants. Exemple : 15, 30, 45, 60.
ageing-usual-buckets = Aux dates convenues, la balance garde ses tranches habituelles.
ageing-none-of-it = sans
ageing-all = Tout voir
found-received = Message reçu
found-sent = Message envoyé
found-project = Projet
found-project-open = { $count ->
    [0] aucun poste ouvert
    [one] un poste ouvert
   *[other] { $count } postes ouverts
}
agenda-scenario = Changer de scénario
agenda-scenario-which = Scénario
agenda-scenario-wanted = Choisissez le scénario de ces dossiers.
agenda-scenario-help = Ces comptes suivent ce scénario, avant toute règle. Le reste du scénario reprend là où chaque facture en est.
agenda-remind = Relancer maintenant
agenda-remind-help = Ce que le scénario demande aujourd’hui pour ces comptes est mis en file tout de suite, au lieu d’attendre la nuit. Rien de ce qui est suspendu, contesté ou promis ne part, et personne n’est relancé deux fois le même jour.
agenda-left-out = laissé de côté
# Échéanciers au choix
choice-title = Laisser le client choisir
choice-settings = Règles des échéanciers au choix
choice-settings-sub = Ce que chaque catégorie de clients peut choisir elle-même, par un lien personnel.
choice-insolvent = Une procédure collective est ouverte : aucune dette antérieure ne peut être étalée. Déclarez la créance.
choice-no-address = L’adresse à laquelle le programme est joignable de l’extérieur n’est pas indiquée : aucun lien ne peut être fait.
choice-debts = Les factures à étaler
choice-debts-text = Le client verra ces factures, leur total et les échéanciers permis. Ce qui est contesté, ou dans un autre accord, n’est pas proposé.
choice-empty-title = Rien à proposer
choice-empty-text = Aucune facture ouverte n’est libre : tout est réglé, contesté ou dans un autre accord.
choice-compute = Voir les échéanciers
choice-to = Envoyer à
choice-to-help = Le message ne parle d’aucune dette dans son objet. Le lien vaut 30 jours.
choice-send = Envoyer le lien
choice-hand = Faire un lien à transmettre
choice-left-out = { $count ->
    [one] Une facture n’est pas proposée
   *[other] { $count } factures ne sont pas proposées
}
choice-left-disputed = contestée
choice-left-taken = dans l’accord { $reference }
choice-left-currency = dans une autre devise
choice-plans = Les échéanciers permis
choice-plans-none = Aucun échéancier n’est permis pour cette somme : changez la sélection, ou les règles.
choice-plan = { $parts } échéances de { $part }, du { $first } au { $last }
choice-plan-first = { $begin } le { $first }, puis { $rest ->
    [one] { $part } le { $last }
   *[other] { $rest } échéances de { $part } jusqu’au { $last }
}
choice-at-once = Son choix sera accepté d’office : il signe aussitôt.
choice-to-approve = Son choix arrivera comme une proposition à valider.
choice-links = Liens
choice-links-empty = Aucun lien n’a encore été fait pour ce client.
choice-state-chosen = Choisi
choice-state-withdrawn = Retiré
choice-state-expired = Expiré
choice-state-failed = Non parti
choice-state-unknown = Envoi incertain
choice-state-sent = Envoyé
choice-state-handed = À transmettre
choice-see-plan = Voir l’échéancier choisi
choice-link = Lien personnel
choice-link-help = Valable jusqu’au { $until }. Qui le détient peut choisir : ne le donnez qu’au client.
choice-withdraw = Retirer ce lien
choice-done-sent = Le lien est parti.
choice-done-hand = Le lien est prêt : copiez-le pour le transmettre.
choice-done-withdraw = Le lien est retiré : qui l’ouvre en est averti.
choice-done-policy = Les règles sont enregistrées.
choice-done-address = L’adresse des liens est enregistrée.
choice-address-help = Les liens des clients commencent par cette adresse. Elle est la même pour tous les liens : la changer ici la change partout.
choice-off = Pas de choix
choice-enabled = Ces clients peuvent choisir un échéancier par leur lien
choice-parts = Échéances au plus
choice-parts-help = mensuelles, deux au moins
choice-least = Dette à partir de
choice-least-part = Échéance d’au moins
choice-first = Première échéance
choice-first-help = % de la dette au moins ; 0 pour des parts égales
choice-first-days = Première sous
choice-days = jours
choice-accept = Accepté d’office jusqu’à
choice-accept-help = € ; 0 : toujours à valider
plan-choice = Choisi par le client
plan-choice-text = Le client a choisi cet échéancier par son lien{ $address }. Une fois validé, il le signe par le même lien.
plan-choice-link = Son lien
plan-offer-choice = Laisser le client choisir
link-title = Régler en plusieurs fois
link-expired = Ce lien n’est plus valable. Demandez-en un autre à l’entreprise qui vous l’a envoyé.
link-used = Ce lien a déjà servi à un choix, ou il a été retiré. Rouvrez-le pour voir où en est votre échéancier, ou écrivez à l’entreprise qui vous l’a envoyé.
link-what = { $debtor }, voici ce que { $house } vous propose d’étaler.
link-choose = Choisissez votre échéancier
link-in = En { $parts } fois
link-dates = Toutes les dates en { $parts } fois
link-term-late = Une échéance peut être payée avec { $days } jours de retard sans conséquence.
link-term-clause = Une échéance restée impayée après une mise en demeure rend le reste exigible.
link-term-free = Ni frais, ni intérêts : vous payez la somme due, rien de plus.
link-at-once = En confirmant, vous signez cet échéancier : { $house } l’accepte d’avance.
link-to-approve = Votre choix est une proposition : rien n’est signé tant que { $house } ne l’a pas acceptée.
link-agree-now = Je reconnais devoir cette somme et je m’engage à la payer aux dates choisies.
link-agree-propose = Je reconnais devoir cette somme et je propose de la payer aux dates choisies.
link-do-now = Signer cet échéancier
link-do-propose = Proposer cet échéancier
link-do-sign = Signer l’échéancier
link-sign-help = Vous pouvez aussi renvoyer le document signé à { $house }.
link-name = Votre nom
link-name-help = Pour une entreprise, ajoutez votre qualité (gérante, comptable…).
link-nothing = Il n’y a plus rien à choisir ici : la somme est réglée, contestée ou déjà dans un accord. En cas de doute, écrivez à { $house }.
link-waiting = Votre proposition est transmise à { $house }. Rien n’est signé : rouvrez ce lien pour connaître la réponse et signer.
link-to-sign = { $house } accepte votre échéancier. Il reste à le signer.
link-signed = Échéancier signé le { $on } par { $name }.
link-over = Cet échéancier n’est plus en vigueur. Écrivez à { $house } pour en convenir d’un autre.
link-reference = Échéancier
link-deed = Lire le document
link-deed-signed = Le document signé (PDF)
link-iban = Compte à créditer
link-holder = Titulaire
link-wire = Référence à indiquer
link-questions = Une question ? Écrivez à { $house } :
## Recommandé électronique

electronic-title = Recommandé électronique
electronic-sub = Lettres recommandées électroniques, par un service qualifié
electronic-none = Aucun service n’est réglé : les recommandés partent sur papier.
electronic-help = AR24, service qualifié (CPCE, art. L100 ; règlement UE 910/2014, art. 44). Le compte est vérifié avant d’être gardé ; rien n’est envoyé. Un destinataire qui n’est pas un professionnel doit avoir donné son accord, noté sur sa fiche.
electronic-user = Numéro d’expéditeur
electronic-token = Jeton
electronic-key = Clé privée
electronic-price = Prix d’un recommandé
electronic-endpoint-help = Vide : l’adresse d’AR24. L’adresse de son bac à sable est sandbox.ar24.fr/api, en https
electronic-saved = Recommandé électronique réglé.
electronic-was-stopped = Plus aucun recommandé ne part par voie électronique.
electronic-was-resumed = Des recommandés peuvent de nouveau partir par voie électronique.
letters-electronic = Recommandé électronique
letters-electronic-help = Pour les recommandés et mises en demeure choisis. Le destinataire reçoit un avis et a quinze jours pour accepter ; ce qui ne peut pas partir ainsi reste à poster sur papier.
letters-electronic-code = Code à usage unique
letters-electronic-code-help = Lu sur le téléphone de l’expéditeur ; valable une heure.
letters-electronic-do = Envoyer par voie électronique
letters-electronic-done = { $count ->
    [0] Aucun recommandé envoyé par voie électronique.
    [one] Un recommandé envoyé par voie électronique.
   *[other] { $count } recommandés envoyés par voie électronique.
}
## Auto-contrôle
selfcheck-title = Auto-contrôle
selfcheck-sub = Chaque règle du programme, prouvée à l’instant sur vos données réelles
selfcheck-again = Contrôler de nouveau
selfcheck-running = Contrôle en cours… les lignes s’ajoutent à mesure qu’elles sont prouvées.
selfcheck-law = Règle
selfcheck-found = Constat
selfcheck-counted = Lignes contrôlées
selfcheck-took = Durée
selfcheck-green = respectée
selfcheck-red = en défaut
selfcheck-open = ouvrir
selfcheck-sound = Tout est juste : { $count } règles prouvées sur { $rows } lignes en { $took } ms.
selfcheck-broken = { $count ->
    [one] { $count } règle sur { $of } est en défaut : les lignes en cause et la marche à suivre sont ci-dessous.
   *[other] { $count } règles sur { $of } sont en défaut : les lignes en cause et la marche à suivre sont ci-dessous.
}

## Premiers pas
welcome-title = Bienvenue dans Quittance
welcome-text = Créez votre entreprise et votre compte : le reste se règle pas à pas, depuis l’accueil.
welcome-where = Cette installation n’a pas encore d’utilisateur. Ouvrez l’adresse complète affichée au lancement, sur la machine qui sert les pages.
welcome-code = Code affiché au lancement
welcome-firm = Nom de l’entreprise
welcome-siren = SIREN
welcome-name = Votre nom
welcome-password = { $count } caractères au moins
welcome-do = Commencer
first-title = Premiers pas
first-progress = { $done } sur { $of }
first-done = fait
first-review = Revoir
first-identity = Qui vous êtes
first-identity-do = Compléter
first-import = Vos factures
first-import-do = Importer
first-read = Ce qui a été lu
first-read-do = Vérifier
first-scenario = Le scénario
first-scenario-do = Voir
first-mail = L’adresse d’envoi
first-mail-do = Régler et essayer
first-batch = Le premier lot
first-batch-do = Relire et envoyer
basics-title = Réglages
basics-sub = Ce qu’il faut le premier jour ; tout le reste a une valeur qui convient
basics-identity = Identité et compte bancaire
basics-complete = complète
basics-name = Dénomination
basics-form = Forme juridique
basics-capital = Capital social
basics-capital-hint = pour une société
basics-rcs = Ville du RCS
basics-street = Adresse du siège
basics-postcode = Code postal
basics-city = Ville
basics-iban-hint = le compte sur lequel on vous paie
basics-holder = Titulaire du compte
basics-holder-hint = exactement comme à la banque
basics-email = E-mail d’expédition
basics-email-hint = les réponses y arrivent
basics-phone = Téléphone
basics-save = Enregistrer
basics-saved = Enregistré.
basics-mail = Serveur d’envoi
basics-mail-unfinished = Un changement du serveur d’envoi a été interrompu avant la fin : le courrier part toujours comme indiqué ci-dessus. Indiquez le serveur à nouveau.
basics-mail-tested = essai réussi
basics-mail-now = Les messages partent par { $place }.
basics-mail-folder = Les messages sont écrits dans le dossier { $folder }.
basics-mail-none = Aucun serveur : rien ne peut partir. Votre fournisseur de messagerie donne ces valeurs (« SMTP »).
basics-host = Serveur
basics-protection = Protection
basics-tls = TLS (port 465)
basics-starttls = STARTTLS (port 587)
basics-no-tls = Aucune (serveur local)
basics-port = Port
basics-login = Identifiant
basics-password-hint = gardé dans quittance.toml, lisible par le programme seul
basics-mail-do = M’envoyer un essai, puis enregistrer
basics-mail-untried = Enregistrer sans essai
basics-mail-order = Ces valeurs ne remplacent celles d’avant qu’une fois l’essai parti. Un relais du réseau de la maison convient.
basics-mail-kept = Serveur enregistré, sans essai.
basics-mail-try = M’envoyer un essai
basics-mail-left = Serveur enregistré ; un message d’essai est parti à { $address }.
basics-limits = Délais et limites
basics-term = Délai de règlement par défaut (jours)
basics-term-hint = quand ni la facture ni le client n’en disent un
basics-spacing = Écart entre deux messages (jours)
basics-spacing-hint = à un même débiteur
basics-minimum = Montant minimal d’une relance (€)
basics-minimum-hint = en dessous, on attend
basics-cap = Messages du premier envoi, au plus
basics-cap-hint = pour en relire quelques-uns avant la suite

## Aide et politique
help-title = Aide
help-key = Aide de cette page
policy-title = Politique
policy-long-title = Politique de recouvrement
policy-edition = Édition { $version } du { $date }, par { $by }
policy-unpublished = Jamais publiée : voici ce que disent vos réglages d’aujourd’hui
policy-change = Publier une nouvelle édition
policy-write = Rédiger et publier
policy-drifted = { $count ->
    [one] Les réglages ont changé depuis cette édition dans { $count } chapitre.
   *[other] Les réglages ont changé depuis cette édition dans { $count } chapitres.
}
policy-since = Ce que les réglages disent autrement aujourd’hui
policy-settings = Réglages
policy-no-lines = Aucun réglage particulier.
policy-editions = Éditions
policy-empty-title = Aucune édition
policy-empty-text = Une édition fige la procédure du jour : réglages, textes, auteur et date. Elle s’imprime et se compare aux suivantes.
policy-column-edition = Édition
policy-column-reason = Ce qui change
policy-compare = Comparer à la précédente
policy-compare-current = Comparer à l’édition en vigueur
policy-current = Édition en vigueur
policy-old = Cette édition n’est plus en vigueur.
policy-compared = De l’édition { $old } à l’édition { $new }
policy-same = Rien ne diffère.
policy-form-title = Nouvelle édition
policy-form-sub = Les réglages viennent du programme lui-même ; ajoutez à chaque chapitre ce que vos équipes doivent savoir
policy-text = Texte du chapitre
policy-lines = { $count ->
    [one] { $count } réglage repris
   *[other] { $count } réglages repris
}
policy-reason = Ce qui change avec cette édition
policy-publish = Publier
policy-published = Édition { $version } publiée.

## Décisions automatiques
decisions-title = Décisions automatiques
decisions-sub = Nuit du { $date } : ce que chaque pièce a reçu, et pourquoi
decisions-none = Aucune nuit n’a encore tourné
decisions-night = Nuit
decisions-what = Décision
decisions-every = Toutes
decisions-any-reason = Tous
decisions-filter = Filtrer
decisions-items = Pièce par pièce
decisions-empty-title = Aucune décision
decisions-empty-text = Aucune pièce ne répond à ces filtres, ou aucune nuit n’a tourné. Le premier envoi se lance depuis « Ce soir ».
decisions-next = Débiteurs suivants
decisions-bank = Règlements lettrés sans personne
decisions-bank-empty-title = Aucun règlement lettré automatiquement
decisions-bank-empty-text = Importez un relevé de banque : ce qui est sûr est lettré, avec ses raisons ; le reste attend dans « À identifier ».
decisions-line = Ligne de banque
decisions-confidence = Sûreté

## Aide
help-sub = À chaque étape : le droit, la pièce, le délai, la suite
help-glossary = Glossaire
help-examples = Les chiffres comptés à la main
help-example-dso = 30 000 € d’encours au 31 mars 2026, 60 000 € de ventes de janvier à mars, soit 90 jours : 30 000 ÷ 60 000 × 90
help-example-dso_countback = 20 000 € d’encours au 31 août 2026, 12 500 € de ventes en août et 10 000 € en juillet. Août est épuisé, soit 31 jours, et il reste 7 500 € à prendre sur juillet : 31 + 7 500 ÷ 10 000 × 31
help-example-dso_best = De cet encours, 15 000 € ne sont pas échus : 31 + 2 500 ÷ 10 000 × 31
help-example-dso_late = L’un moins l’autre : ce que le retard ajoute
help-example-overdue_rate = 5 000 € échus sur ces 20 000 € : 5 000 ÷ 20 000
help-example-unpaid_rate = 10 000 € arrivés à échéance en mai, 8 000 € réglés dans les 30 jours : 2 000 ÷ 10 000
help-here = Vous venez de « { $page } » :
help-stages = Étapes
help-right = Le droit
help-document = La pièce
help-limit = Le délai
help-next = La suite
help-pages = Où faire :
help-limitation-page = Dates de prescription
help-agreements-page = Accords
help-terms = { $count ->
    [one] { $count } terme
   *[other] { $count } termes
}
help-search = Un mot
help-find = Chercher
help-nothing-title = Aucun terme
help-nothing-text = Essayez un mot plus court, en français ou en anglais.
help-pre_due-title = Avant l’échéance
help-pre_due-right = Le client a un terme convenu ; avant lui, rien n’est exigible. Entre professionnels, 60 jours de la facture au plus, ou 45 jours fin de mois (C. com. L441-10, I).
help-pre_due-document = Un rappel de courtoisie, par e-mail. Il ne réclame rien et peut être refusé d’un clic.
help-pre_due-limit = La date d’échéance de la facture, ou celle que vous avez reportée.
help-pre_due-next = Vérifiez l’adresse du client et que la facture a été reçue. Un litige se dit maintenant, pas au trentième jour.
help-amicable-title = Phase amiable
help-amicable-right = Dès le lendemain de l’échéance, un professionnel doit les pénalités de retard et 40 € par facture, sans rappel préalable (C. com. L441-10, II et D441-5). Un particulier ne doit rien de tel, et les frais de recouvrement restent à votre charge (CPCE L111-8).
help-amicable-document = Relances par e-mail et par courrier, appel avec son compte rendu, relevé de compte.
help-amicable-limit = Aucun délai légal. Le scénario compte depuis l’échéance et laisse toujours un écart entre deux messages.
help-amicable-next = Promesse : notez-la, les relances attendent. Contestation : ouvrez un litige. Difficulté : proposez un échéancier ou un accord. Silence : passez à la mise en demeure.
help-formal_notice-title = Phase précontentieuse : la mise en demeure
help-formal_notice-right = La mise en demeure est une interpellation suffisante (C. civ. 1344). Elle fait courir l’intérêt légal quand rien d’autre ne court (C. civ. 1231-6, 1344-1). Elle n’interrompt pas la prescription (Cass. com. 18 mai 2022, nº 20-23.204).
help-formal_notice-document = Lettre recommandée, avec la facture, le décompte et les preuves de livraison. Recommandé électronique : un particulier doit l’avoir accepté d’avance.
help-formal_notice-limit = Un délai raisonnable, souvent 8 ou 15 jours, compté de la première présentation ; aucun texte n’en fixe le nombre.
help-formal_notice-next = Payé : clôturez. Réponse : traitez-la. Sans réponse : préparez le dossier, vérifiez la prescription et l’absence de procédure collective.
help-court-title = Phase contentieuse
help-court-right = Injonction de payer pour une créance contractuelle de montant déterminé (CPC 1405 et suivants). Entre commerçants, créance facturée et non contestée : procédure par commissaire de justice (CPCE L126-1). Créance contestée : assignation.
help-court-document = Requête, décompte, bordereau et pièces : contrat ou commande, facture, livraison, mise en demeure, échanges.
help-court-limit = Une ordonnance rendue depuis le 1er septembre 2026 se signifie dans les 3 mois, sinon elle est non avenue (6 mois pour une ordonnance plus ancienne ; CPC 1411). Opposition : un mois de la signification (CPC 1416).
help-court-next = Enregistrez chaque date dans les délais. La signification interrompt la prescription ; le dépôt de la requête, non.
help-dispute-title = Un client conteste
help-dispute-right = Ce qui est contesté n’est plus relancé ; le reste l’est toujours. Les pénalités courent sur la part finalement due.
help-dispute-document = Le motif, le montant, les pièces, la réponse du service concerné, la décision.
help-dispute-limit = Chaque motif a ses délais de réponse, de décision et d’avoir, dans les réglages des litiges.
help-dispute-next = Fondé : un avoir. Non fondé : expliquez, puis les relances reprennent. En partie : l’un et l’autre.
help-agreement-title = Promesse, échéancier, accord
help-agreement-right = Un accord amiable sur une dette existante est libre. À un particulier, n’ajoutez ni frais ni intérêt nouveau. Une demande de délai peut valoir reconnaissance de la dette (C. civ. 2240).
help-agreement-document = L’échéancier signé, l’accord avec remise, la promesse notée avec sa date.
help-agreement-limit = La date promise et sa grâce ; les dates de l’échéancier. Après une échéance manquée, une mise en demeure qui dit le délai pour y remédier précède la déchéance.
help-agreement-next = Tenu : rien à faire. Rompu : la relance suivante part, ou la dette entière redevient exigible si l’accord le dit.
help-insolvency-title = Procédure collective
help-insolvency-right = Du jour du jugement, les dettes antérieures ne peuvent plus être payées ni poursuivies (C. com. L622-7, L622-21) et les intérêts s’arrêtent (L622-28).
help-insolvency-document = La déclaration de créance au mandataire ou au liquidateur : montant au jour du jugement, à échoir, sûretés, pièces, « certifié sincère ».
help-insolvency-limit = Deux mois de la publication au BODACC (C. com. L622-24 ; R622-24). Passé ce délai : relevé de forclusion dans les six mois de la publication (L622-26).
help-insolvency-next = Enregistrez le jugement : le programme cesse de relancer. Déclarez, gardez la preuve d’envoi, répondez au mandataire dans les 30 jours (L622-27).
help-limitation-title = Prescription
help-limitation-right = 5 ans entre professionnels (C. com. L110-4), 2 ans d’un professionnel contre un consommateur (C. conso. L218-2), 1 an pour le transport (C. com. L133-6). Le point de départ est la livraison ou la fin de la prestation, pas la facture.
help-limitation-document = Ce qui l’interrompt : une reconnaissance de dette (C. civ. 2240), une demande en justice (2241), une mesure d’exécution (2244).
help-limitation-limit = Le programme calcule une date à surveiller et ne dit jamais si une créance est prescrite.
help-limitation-next = Indiquez la date de livraison, gardez les preuves, agissez avant la date à surveiller.

## Vie d'une pièce
life-title = Vie de { $number }
life-closed = soldée
life-open = ouverte
life-left = Reste dû
life-issued = Émise le
life-due-original = à l’origine le { $day }
life-due = Échéance
life-events = De la facture à l’encaissement
life-empty-title = Rien encore
life-empty-text = Relances, promesses, litiges et règlements de cette pièce se liront ici, chacun avec son auteur et son heure.
life-link = Vie de la pièce
## Messages de service
service-message = Le message
service-to = Destinataire
service-show = Afficher
service-no-mail = Aucun serveur d’envoi n’est réglé : le message attendra.
service-leaves-now = Le message part dans la minute. Il ne compte pour aucune étape du scénario.
service-leaves-on = Le message part le { $date }, premier jour ouvré. Il ne compte pour aucune étape du scénario.
service-not-yours = Votre rôle ne permet pas d’envoyer de message.
service-choose = Choisissez d’abord une facture
service-choose-text = La copie part de la fiche du débiteur : notez la cause « Facture non reçue » sur les factures à renvoyer.
service-copy-title = Renvoyer la copie d’une facture
service-copy-send = Envoyer la copie
service-copy-done = La copie est prête à partir. Tant qu’elle n’est pas partie, vous pouvez l’annuler.
service-documents = Les documents
service-documents-help = Le document est joint tel quel, et ses octets sont conservés avec l’envoi.
service-item = du { $date }, { $amount } TTC
service-held = conservé, sera joint
service-none-title = Aucun document conservé pour cette facture
service-none-text = Déposez son PDF ci-dessous : il sera joint à la copie et gardé avec la facture.
service-earlier = Copie du { $date }
service-replace = Un autre document à sa place
service-drop = PDF de la facture
service-drop-help = PDF, PNG ou JPEG, 10 Mo au plus
service-keep = Déposer
service-no-file = Choisissez un fichier.
service-kept = Document conservé.
service-card = Message de service
service-carries = Pièces jointes
service-promise = La promesse confirmée
service-asks-nothing = Ce message ne réclame rien et ne compte pour aucune étape.
service-undo = Annuler l’envoi
service-undo-reason = Envoi annulé avant le départ
service-note-title = Confirmer une promesse par e-mail
service-note-send = Envoyer la confirmation
service-note-done = La confirmation est prête à partir. Tant qu’elle n’est pas partie, vous pouvez l’annuler.
service-plan-title = Prévenir de l’accord sur un échéancier
service-plan-send = Envoyer le message
service-plan-done = Le message est prêt à partir. Tant qu’il n’est pas parti, vous pouvez l’annuler.
service-plan = L’échéancier convenu
plan-tell = Prévenir de l’accord
plan-told = Message d’accord
plan-calendar = Calendrier (.ics)
promise-confirm = Confirmer par e-mail
call-open-dispute = Ouvrir un litige (formulaire)
promises-ics = Fichier de calendrier
promise-confirm-too = Confirmer par e-mail (le message est relu avant l’envoi)
promise-confirms = Confirmer chaque promesse par e-mail, sans attendre
promise-confirms-always = La promesse sera confirmée par e-mail, comme le prévoient les réglages.
promise-confirmation = Confirmation par e-mail
validator-title = Qui valide la facture ?
validator-who = Personne qui valide chez le débiteur
validator-name = Nom
validator-phone = Téléphone direct
validator-email = E-mail
validator-help = Cette personne est ajoutée aux contacts du débiteur, et la tâche qui demande son nom est close.
validator-save = Ajouter aux contacts
validator-later = Plus tard
validator-done = { $name } est dans les contacts.

## Indicateurs de la conversation
talk-title = La conversation
talk-by-reason = Ce que coûtent les litiges, par motif
talk-by-owner = Ce que coûtent les litiges, par responsable
talk-owner = Responsable
talk-held = Montant contesté
talk-days = Jours de DSO
talk-trend = Sur un an

## Page du responsable : ce qui l’attend encore
owner-others = Vos autres litiges en cours
owner-others-held = { $count } litiges attendent votre réponse ou votre décision : ils bloquent { $amount }.
owner-others-help = Chacun a son propre lien, envoyé par e-mail quand votre avis est demandé.

## Factures
nav-items = Factures
items-list-sub = { $count ->
    [0] Aucun poste ouvert
    [one] Un poste ouvert
   *[other] { $shown } postes ouverts
}
items-search = Numéro, débiteur, code, SIREN
items-age = Échéance
items-going = En cours
items-any = Tout
items-category = Catégorie
items-all-categories = Toutes
items-project = Projet
items-all-projects = Tous
items-ages-tous = Tout ce qui est ouvert
items-ages-factures = Factures seules
items-ages-a-echoir = Non échues
items-ages-echus = Échues
items-ages-between = Échues depuis { $from } à { $to } j
items-ages-beyond = Échues depuis plus de { $days } j
items-ages-avoirs = Avoirs et règlements non affectés
items-none-title = Aucun poste
items-none-text = Rien d’ouvert ne répond à ces filtres. Retirez-en un, ou cherchez autrement.
items-contested-part = dont contesté
items-late-rate = Taux de retard

## Derrière un taux
behind-sub = Situation au { $date } : { $part } sur { $whole }, soit { $share }
behind-empty-title = Rien derrière ce taux
behind-empty-text = Aucune ligne n’entre dans ce taux pour le moment.
behind-yes = Oui
behind-no = Non
behind-total = Total
behind-of-owed = Le tout est l’encours, avoirs déduits.
column-item = Pièce
column-last-contact = Dernier contact
column-promised-on = Jour promis

# Encaissements attendus.
forecast-title = Encaissements attendus
forecast-sub = Ce qui est dû, à la semaine où il devrait être payé.
forecast-empty-title = Rien n’est dû
forecast-empty-text = Dès qu’une facture est ouverte, la semaine de son paiement attendu est ici.
forecast-week = Semaine
forecast-agreed = Convenu
forecast-sum = Cumul
forecast-disputed = Contesté, hors prévision
forecast-discount = Remises convenues, hors prévision
forecast-insolvent = Procédures collectives, hors prévision
forecast-credits = Avoirs et règlements au-delà de ce qui est dû
forecast-exposure = Encours
forecast-on = Attendu le
forecast-why = Fondement
forecast-days-late = { $count } j après l’échéance
forecast-days-early = { $count } j avant l’échéance
forecast-first = Les { $count } premières lignes ; l’export les a toutes.
forecast-how = Convenu : échéanciers, accords avec remise, promesses et échéances reportées, au jour dit. Le reste : à l’échéance, décalée du retard habituel du client, pondéré par les montants qu’il a payés en six mois (trois règlements au moins ; à défaut, celui de tous les clients). Avoirs et règlements à affecter sont déduits des plus anciennes échéances.

## Classement
class-title = Classement proposé
class-sub = { $count ->
    [0] Aucun débiteur à classer
    [one] Un débiteur à classer, d’après ses factures des douze derniers mois
   *[other] { $count } débiteurs à classer, d’après leurs factures des douze derniers mois
}
class-help = Rien n’est classé sans vous. Il faut { $least } factures échues dans l’année. « Tête en l’air » : la moitié au moins payée en retard, le plus souvent de { $soon } j au plus. « Mauvais payeur » : retard médian de plus de { $soon } j, une créance échue depuis plus de { $old } j, hors litige, ou { $broken } promesses rompues. La classe remplace la catégorie du débiteur, et peut avoir son scénario.
class-person-help = Un particulier, ou un débiteur de nature inconnue, n’a qu’un mot neutre, « Suivi rapproché », retiré dès que plus rien n’est échu.
class-rules = Règles des scénarios
class-proposed = Classe proposée
class-confirm = Classer les débiteurs choisis
class-choose = Choisissez au moins un débiteur.
class-done = { $count ->
    [0] Rien n’a changé : les propositions ne tiennent plus.
    [one] Un débiteur classé. Annulable dans « Actions groupées ».
   *[other] { $count } débiteurs classés. Annulable dans « Actions groupées ».
}
class-empty-title = Personne à classer
class-empty-text = Chacun paie à l’heure, a déjà sa catégorie, ou n’a pas assez de factures échues.

# The tabs of a debtor's file
file-tabs = Parties du dossier
file-overview = Vue d’ensemble
file-statement = Relevé
file-payments = Règlements
file-agreements = Échéanciers
file-disputes = Litiges
file-documents = Documents
file-settings = Réglages
file-history = Historique
file-disputed = Contesté
file-figures = Indicateurs
file-group = groupe
file-salesman = commercial : { $name }
held-more = { $count ->
    [one] Une autre suspension : voir les factures suspendues
   *[other] { $count } autres suspensions : voir les factures suspendues
}
preview-goes-on = Le message continue : sa fin n’est pas montrée ici.
timeline-all = Tout l’historique
pause-one-title = Suspendre les relances de cette facture
pause-whole-account = Pour tout le compte. Une seule facture se suspend sur sa page :
pause-one-item = la choisir dans le relevé
claims-whole-account = Pour tout le compte. Ce qui touche une seule facture s’enregistre sur sa page :
claims-one-item = la choisir dans le relevé
deferral-how = L’échéance d’une facture se reporte sur sa page :
deferral-choose = la choisir dans le relevé
plans-debtor-none = Aucun échéancier sur ce compte.
statement-in = En { $currency }
statement-filter = Filtrer, trier, exporter
statement-sum = { $count ->
    [one] Un poste
   *[other] { $count } postes, toutes pages
}
settled-none-title = Aucun poste soldé
settled-none-text = Les factures réglées se liront ici.
proposal-more = { $count ->
    [one] Un autre règlement à affecter
   *[other] { $count } autres règlements à affecter
}
proposal-moved = Le compte a changé depuis que vous avez vu cette affectation : revoyez-la avant de l’enregistrer.
share-more = { $count ->
    [one] et une autre ligne, pour
   *[other] et { $count } autres lignes, pour
}
operation-number = { $count ->
    [one] Tapez son numéro.
   *[other] Tapez son numéro : { $count } pièces s’y prêtent.
}
operation-blank = Vide : { $meaning }.
cause-on-page = Cette page en montre { $shown } sur { $count }.
cause-first = les { $shown } plus anciennes sur { $count }
documents-count = { $count ->
    [0] aucun document
    [one] un document
   *[other] { $count } documents
}
documents-none-title = Aucun document
documents-none-text = Factures électroniques, copies, preuves, accords signés, pièces des litiges et preuves postales de ce compte se liront ici.
documents-name = Document
documents-what = Nature
documents-einvoice = Facture électronique reçue
documents-copy = Copie jointe aux messages
documents-evidence = Preuve de la créance
documents-plan = Pièce d’un échéancier
documents-compromise = Pièce d’un accord avec remise
documents-dispute = Pièce d’un litige
documents-postal = Preuve postale
pick-late = { $count ->
    [one] Tout ce qui est échu : une facture, { $amount }
   *[other] Tout ce qui est échu : { $number } factures, { $amount }
}
pick-cause = { $count ->
    [one] Tout ce qui est échu pour « { $cause } » : une facture, { $amount }
   *[other] Tout ce qui est échu pour « { $cause } » : { $number } factures, { $amount }
}
pick-both = Choisissez : tout un groupe de factures, ou celles que vous avez cochées une à une.
pick-one-group = Un seul groupe à la fois : cochez-en un, puis confirmez.
pick-changed = Ce groupe a changé depuis qu’il a été affiché : relisez-le, puis confirmez de nouveau.
pick-search = Numéro de facture
pick-find = Chercher
pick-range = Factures { $from } à { $to } sur { $total }, les plus anciennes d’abord.
pick-kept = Celles que vous cochez le restent d’une page à l’autre.
pick-unseen = { $count ->
    [one] Une autre facture reste cochée sans être montrée.
   *[other] { $count } autres factures restent cochées sans être montrées.
}
life-others = Les autres pièces de ce compte
keys-tabs = Ouvrir un onglet du dossier

## Statut d’une dette, en trois temps
keys-status = Changer le statut
status-title = Changer le statut
status-step-1 = Statut
status-step-2 = Message
status-step-3 = Suite
status-go-on = Sans message
status-promise = Promesse de règlement
status-promise-help = Un montant, un jour, qui l’a dit ; les factures promises ne sont pas relancées jusque-là.
status-dispute = Litige
status-dispute-help = Le motif et le montant contesté ; seule cette part quitte les relances.
status-resolved = Litige résolu
status-resolved-help = { $reason } · { $owner } : rendre la décision.
status-running = En cours : cause connue
status-running-help = Noter pourquoi la facture tarde ; la cause propose l’action qui convient.
status-claim = Contentieux
status-claim-help = La créance, ses pièces et ses délais, avant la mise en demeure.
status-tell = Le débiteur lit ce qui a été convenu, s’il le faut.
status-ask-owner = Celui qui peut répondre reçoit la question par un lien, s’il le faut.
status-next = Et maintenant ?
status-goes-on = Le scénario continue
status-goes-on-help = Ce qui est promis ou contesté attend ; le reste est relancé à son jour.
status-goes-on-do = Revenir au dossier
status-come-back = Y revenir un autre jour
status-come-back-help = Le dossier quitte l’agenda et y revient ce jour-là ; les relances continuent.
status-out = Sortir du scénario
status-out-help = Rien ne part jusqu’au jour dit ; sans date, jusqu’à la reprise.
status-plan = Proposer un échéancier
status-plan-help = Plusieurs versements, signés, suivis par les encaissements.
status-agreements = Accords en cours
score-title = Score de paiement
score-lateness = { $days ->
    [one] Retard moyen de { $days } jour
   *[other] Retard moyen de { $days } jours
}
score-long-late = { $percent } % du solde échu depuis plus de 30 jours
score-broken-promises = { $count ->
    [one] { $count } promesse rompue
   *[other] { $count } promesses rompues
}
score-rejected-payments = { $count ->
    [one] { $count } règlement rejeté
   *[other] { $count } règlements rejetés
}
score-unfounded-disputes = { $count ->
    [one] { $count } litige non fondé
   *[other] { $count } litiges non fondés
}
score-insolvency = Procédure collective ouverte
score-whole = Rien à retirer : tout ce qui est connu a été payé à temps.
score-help = 100 moins ce qui précède. Ce qui est ancien compte moins, de moitié tous les 180 jours ; ce qui est contesté, reporté ou échelonné ne compte pas. Les règles et les étapes des scénarios peuvent s’en servir.
