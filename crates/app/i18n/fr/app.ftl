## Étapes du scénario
step-pre_due = Rappel avant échéance
step-reminder_1 = Première relance
step-reminder_2 = Deuxième relance
step-call = Appel téléphonique
step-letter = Lettre de relance
step-prepare_formal_notice = Mise en demeure à préparer
step-other = Étape « { $key } »

## Motifs de suspension
hold-paused = Relances suspendues par une personne
hold-credit_covers = Les avoirs et règlements à affecter couvrent ce qui est dû
hold-spacing = Débiteur contacté il y a trop peu de temps
hold-no_contact = Aucune adresse pour ce canal : complétez la fiche
hold-stale_data = Données de banque ou de comptabilité trop anciennes : importez un relevé ou un FEC récent
hold-quiet = Ni le week-end ni les jours fériés
hold-below_minimum = Montant trop faible pour un courrier

## Issues
outcome-send = Part aujourd’hui : { $step }.
outcome-hold = Retenu : { $reason }.
outcome-hold-until = Retenu jusqu’au { $until } : { $reason }.
outcome-not-yet = Rien avant le { $next }.
outcome-exhausted = Toutes les étapes sont faites : décidez de la suite.

## Canaux
channel-email = E-mail
channel-call = Appel
channel-letter = Lettre
channel-task = Tâche

## États d’une action
state-planned = À envoyer
state-awaiting_approval = À approuver
state-approved = Approuvé
state-to_do = À faire
state-reserved = Envoi en cours
state-sent = Envoyé
state-done = Fait
state-failed = Échec
state-unknown = Incertain
state-cancelled = Annulé

## Tranches de la balance âgée
bucket-not_due = Non échu
bucket-1-30 = 1–30 j
bucket-31-60 = 31–60 j
bucket-61-90 = 61–90 j
bucket-91-120 = 91–120 j
bucket-120plus = Plus de 120 j
bucket-credits = Avoirs et règlements à affecter
total = Total
ungrouped = (non renseigné)
column-code = Code
column-name = Débiteur
column-category = Catégorie
column-collector = Chargé
column-currency = Devise

## Natures
kind-business = Entreprise
kind-consumer = Particulier
kind-public = Organisme public
kind-unknown = Nature inconnue
item-invoice = Facture
item-debit = Autre débit
item-credit_note = Avoir
item-payment = Règlement

## Mentions du créancier
mention-name = la dénomination
mention-legal_form = la forme juridique
mention-capital = le capital social
mention-siren = le SIREN
mention-rcs_town = la ville du RCS
mention-seat = l’adresse du siège
mention-iban = l’IBAN
mention-iban_holder = le titulaire exact du compte
mention-email = l’adresse e-mail de réponse

## Rôles
role-admin = Administrateur
role-credit_manager = Credit manager
role-collector = Chargé de recouvrement
role-accountant = Comptable
role-read_only = Lecture seule

## Fichiers
import-fec = Écritures comptables (FEC)
import-customers = Clients et contacts
import-invoices = Factures
import-bank_statement = Relevé bancaire
import-unreadable = Fichier illisible

## Journal
event-session-opened = Connexion
event-organisation-created = Organisation créée
event-user-created = Utilisateur créé
event-creditor-changed = Fiche du créancier modifiée
event-file-imported = Fichier importé
event-transaction-matched = Règlement affecté
event-transaction-ignored = Ligne bancaire écartée
event-transaction-undone = Affectation annulée
event-night-run = Nuit exécutée
event-message-sent = Message envoyé
event-message-failed = Message refusé par le serveur
event-message-unknown = Envoi incertain
event-message-put_off = Envoi remis à plus tard
event-message-cancelled = Message retenu au moment de l’envoi
event-hold-created = Relances suspendues
event-hold-released = Relances reprises
event-action-approved = Message approuvé
event-action-cancelled = Action annulée
event-action-done = Action faite
event-action-retried = Nouvel essai demandé
event-action-settled = Envoi incertain tranché
event-other = { $kind }
fact-file = fichier
fact-kind = type
fact-sha256 = empreinte
fact-read = lues
fact-created = créées
fact-updated = modifiées
fact-unchanged = inchangées
fact-rejected = rejetées
fact-date = date
fact-open_items = postes
fact-send = à demander
fact-hold = retenus
fact-not_yet = pas encore
fact-exhausted = épuisés
fact-actions = actions
fact-recipient = destinataire
fact-message_id = identifiant
fact-attempt = essai
fact-reason = motif
fact-note = note
fact-until = jusqu’au
fact-item = poste
fact-from = de
fact-to = à
fact-transaction = ligne
fact-amount = montant
fact-currency = devise
fact-email = e-mail
fact-role = rôle
fact-slug = code
fact-name = nom
fact-iban = IBAN
fact-other = { $key }

## Raisons
reason-exact = { $count ->
    [one] Le libellé cite { $numbers } et le montant est exact
   *[other] Le libellé cite { $numbers } et la somme est exacte
}
reason-residual = Le libellé cite { $numbers } ; écart de { $residual }
reason-booked = Déjà comptabilisé
reason-by-person = Affecté par { $name }
reason-undone = Affectation annulée par { $name }
reason-interrupted = Interrompu entre l’envoi et la réponse du serveur : vérifiez auprès du destinataire ou du serveur
reason-put-off = Le serveur demande de réessayer plus tard : { $reason }
reason-refused = Refusé par le serveur : { $reason }
reason-unknown = Connexion perdue pendant l’envoi : { $reason }
reason-settled-by = Tranché par { $name }
refusal-settled = Réglé depuis la décision
refusal-changed = La situation a changé depuis la décision
refusal-letter = Le message ne peut pas être établi ({ $code })
proposal-number = Numéro trouvé dans le libellé
proposal-account = A déjà payé depuis ce compte
proposal-amount = Même montant
label-paid-in-file = Réglé selon le fichier ({ $number })
timeline-action = { $count ->
    [one] { $count } poste
   *[other] { $count } postes
}
timeline-item-invoice = Facture { $number }
timeline-item-debit = Débit { $number }
timeline-item-credit_note = Avoir { $number }
timeline-item-payment = Règlement { $number }
actor-night = nuit
actor-cli = ligne de commande

## Contrôles
check-rows = { $count ->
    [0] aucune anomalie
    [one] { $count } ligne en défaut
   *[other] { $count } lignes en défaut
}
check-balance = balance âgée { $aged }, grand livre { $ledger }
check-journal = { $count ->
    [one] { $count } écriture, chaîne intacte
   *[other] { $count } écritures, chaîne intacte
}
check-journal-broken = chaîne rompue à l’écriture { $at }
check-mentions-complete = toutes les mentions obligatoires sont présentes

## Erreurs : ce qui s’est passé, pourquoi, que faire
error-log-in-refused = E-mail ou mot de passe incorrect. Vérifiez les deux, ou demandez à un administrateur de changer votre mot de passe.
error-too-many-log-ins = Trop d’essais. Attendez un quart d’heure avant de réessayer.
error-forbidden = Votre rôle ne permet pas cette action. Demandez-la à un administrateur ou au credit manager.
error-not-found = Introuvable. L’élément a pu être supprimé, ou l’adresse est incomplète.
error-conflict = Quelqu’un a été plus rapide, ou l’état ne le permet plus. Rechargez la page et vérifiez.
error-missing-mentions = Aucun courrier ne peut être établi : il manque { $mentions } du créancier. Complétez sa fiche avec « quittance init » ou dans les réglages.
error-no-mail = Aucun serveur d’envoi n’est configuré. Indiquez-le par --mail, QUITTANCE_MAIL ou le réglage « mail ».
error-unconfirmed = Premier envoi de cette installation : confirmez en saisissant ENVOYER (ou --yes en ligne de commande). Il est limité en nombre.
error-letter = Le document n’a pas pu être établi. Réessayez ; si cela persiste, consultez le journal du programme.
error-internal = Une erreur interne est survenue. Rien n’a été modifié. Réessayez ; si cela persiste, lancez « quittance doctor ».
error-short-password = Choisissez un mot de passe d’au moins { $count } caractères.
error-organisation-exists = L’organisation « { $slug } » existe déjà. Choisissez un autre nom, ou travaillez avec --organisation { $slug }.
error-no-such-organisation = L’organisation « { $slug } » n’existe pas. Vérifiez --organisation.
error-which-organisation = Plusieurs organisations : indiquez laquelle par --organisation.
error-no-organisation = Aucune organisation ici. Commencez par « quittance init » ou « quittance import ».
error-identifier-siren = Le SIREN « { $value } » n’est pas valide : neuf chiffres, dont une clé de contrôle.
error-identifier-iban = L’IBAN « { $value } » n’est pas valide : vérifiez-le sur votre relevé d’identité bancaire.
error-identifier-email = L’adresse « { $value } » n’est pas une adresse e-mail.
error-identifier-capital = Le capital « { $value } » n’est pas un montant.
error-identifier-other = La valeur « { $value } » n’est pas valide.
error-unknown-kind = Type de fichier « { $kind } » inconnu. Attendu : fec, customers, invoices ou bank_statement.
error-unknown-content = Contenu inconnu. Formats lus : FEC, clients et factures en CSV, relevés camt.053.
error-statement-without-account = Relevé sans compte ou sans date : ses lignes ne peuvent pas être importées.
warning-pending = Opération en attente à la banque : elle sera lue quand elle sera comptabilisée.
error-entry-without-date = Ligne sans date : elle ne peut pas être importée.
warning-amount-differs = Facture { $number } : { $theirs } dans le fichier, { $ours } en comptabilité. Le montant comptable est conservé.
error-hold-without-note = Indiquez pourquoi les relances sont suspendues : ce motif sera lu par vos collègues.
error-hold-in-the-past = Choisissez une date de reprise à venir, ou aucune.
error-no-such-debtor = Aucun débiteur « { $words } » (ou plusieurs). Indiquez son code, son nom exact ou son SIREN.
error-settings = Le réglage « { $path } » de { $file } (ou de l’environnement) n’est pas valide.
error-mail-url = L’adresse d’envoi n’est pas valide ({ $code }). Exemples : smtp://nom:motdepasse@hôte:587, smtps://…, dir:DOSSIER.
error-demo-folder = Le dossier { $folder } contient autre chose qu’une démonstration : rien n’y a été touché. Choisissez-en un autre par --data.
error-no-postal-address = Ce débiteur n’a pas d’adresse postale complète : ajoutez rue, code postal et ville à sa fiche, puis recommencez.
error-nothing-overdue = Rien n’est échu sur ce compte, avoirs et règlements déduits : aucune lettre de relance à établir.

## Délais
event-limit-recorded = Délai enregistré
event-limit-done = Délai traité
event-limit-cancelled = Délai abandonné
event-limit-reopened = Délai repris
event-calendar-opened = Adresse de calendrier créée
event-calendar-closed = Adresse de calendrier révoquée
fact-rule = délai
fact-start = départ
fact-zone = zone
urgency-late = En retard
urgency-ready = Terme passé : vous pouvez agir
urgency-soon = Dans les sept jours
urgency-later = Plus tard
limit-unknown = Règle « { $key } » inconnue de cette version : vérifiez ce délai
limit-over = Vous pouvez agir – { $label }
limit-recorded-by = Enregistré par { $name } dans Quittance.
calendar-name = Délais – { $name }
error-unknown-rule = Le délai « { $key } » est inconnu. Choisissez parmi : { $keys }.
error-no-law = Aucune durée n’est connue pour « { $label } » au { $on }. Vérifiez la date, ou le texte qui valait ce jour-là.
error-decided-after-start = La décision ({ $decided_on }) ne peut pas être postérieure au départ du délai ({ $start }). Corrigez l’une des deux dates.
error-limit-without-reason = Indiquez pourquoi ce délai est abandonné : ce motif sera lu par vos collègues.
error-feed-without-account = Une adresse de calendrier appartient à une personne : connectez-vous avec votre compte pour en créer une.
