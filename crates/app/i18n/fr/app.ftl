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

## Règlements, écarts, délais, créances douteuses et pertes
item-adjustment = Écart soldé
item-write_off = Passage en perte
timeline-item-adjustment = Écart soldé { $number }
timeline-item-write_off = Passage en perte { $number }
operation-allocate = Affectation
operation-settle = Écart soldé
operation-refund = Remboursement
operation-bounce = Règlement impayé
operation-write_off = Passage en perte
operation-doubtful = Passage en créance douteuse
operation-impairment = Dépréciation
operation-release = Reprise de dépréciation
operation-undo = Annulation
remainder-difference = Écart de règlement
remainder-discount = Escompte
remainder-bank_charges = Frais bancaires
remainder-rebate = Remise
remainder-rounding = Arrondi
bounce-am04 = Provision insuffisante (AM04)
bounce-ac01 = Compte inexact (AC01)
bounce-ac04 = Compte clos (AC04)
bounce-ac06 = Compte bloqué (AC06)
bounce-md01 = Mandat absent ou opération non autorisée (MD01)
bounce-md06 = Remboursement demandé par le débiteur (MD06)
bounce-md07 = Débiteur décédé (MD07)
bounce-ms02 = Motif non communiqué par le débiteur (MS02)
bounce-ms03 = Motif non communiqué par la banque (MS03)
bounce-sl01 = Créancier bloqué par le débiteur (SL01)
bounce-ag01 = Opération non admise sur ce compte (AG01)
bounce-rc01 = Identifiant de banque inexact (RC01)
bounce-ff01 = Format refusé (FF01)
bounce-cheque = Chèque rejeté
bounce-other = Autre motif
next-retry_once = Représentez-le une seule fois, à une date ultérieure ; en cas de nouvel échec, le plan de règlement est défaillant.
next-new_mandate = Ne représentez pas : demandez de nouvelles coordonnées bancaires et un nouveau mandat.
next-produce_mandate = Ne représentez pas : retrouvez le mandat signé, produisez-le à la banque et traitez la contestation.
next-reopened = La créance est rouverte à son échéance d’origine : reprenez la relance.
next-heirs = Suspendez les relances automatiques : une personne s’adresse aux héritiers ou au notaire.
next-contact = Appelez le débiteur pour connaître la cause ; le motif MS03 cache souvent AM04 ou AC04.
next-stop = Ne représentez plus de prélèvement : le débiteur s’y oppose. Convenez d’un autre moyen de règlement.
next-correct_data = Corrigez les coordonnées ou le format, puis représentez.
next-other_means = Contactez le débiteur et convenez d’un autre moyen de règlement.
regime-goods = Biens : TVA exigible à la livraison
regime-services_on_debits = Services, option pour les débits
regime-services_on_receipts = Services : TVA exigible à l’encaissement
ground-given_up = Abandon sans preuve d’irrécouvrabilité
ground-irrecoverable = Définitivement irrécouvrable, preuve à l’appui
ground-liquidation = Jugement prononçant la liquidation judiciaire
sector-general = Cas général
sector-summary_invoice = Facture périodique (CGI 289, I, 3)
sector-perishable = Produits alimentaires périssables, surgelés, plats cuisinés
sector-perishable_summary = Produits périssables, facture périodique
sector-fresh_meat = Bétail sur pied et viandes fraîches
sector-alcohol = Boissons alcooliques (CGI 403)
sector-wine = Raisins, moûts et vins (CGI 438)
sector-transport = Transport, commission, location de véhicules, douane
sector-green_spaces = Matériel d’espaces verts
sector-farm_machinery = Matériel agricole
sector-snow_sports = Articles de sports d’hiver
sector-leather = Cuir
sector-jewellery = Horlogerie, bijouterie, joaillerie, orfèvrerie
sector-toys = Jouets
sector-export = Achats en franchise pour l’exportation (CGI 275)
sector-overseas = Livraison outre-mer
imputation-designated = { $number } : désignée par le débiteur et payée en entier ({ $article }).
imputation-designated_in_part = { $number } : désignée par le débiteur, en partie avec l’accord du créancier ({ $article }).
imputation-covers_all = { $number } : le règlement couvre tout ce qui est ouvert ({ $article }).
imputation-oldest_due = { $number } : dette échue, la plus ancienne de celles qui restent ({ $article }).
imputation-oldest_not_due = { $number } : dette non échue, après toutes les dettes échues ({ $article }).
imputation-pro_rata = { $number } : même ancienneté que d’autres, au prorata ({ $article }).
inside-interest = Les intérêts sont payés d’abord (C. civ. 1343-1).
reason-undoing = Annulation : { $operation }
entries-journal = Opérations diverses
entry-label = { $operation } { $number }
entry-undone = Annulation – { $label }
event-terms-changed = Délai de règlement modifié
event-exchange_rate-entered = Cours de change saisi
event-ledger_settings-changed = Réglages comptables modifiés
fact-code = code
fact-undoes = annule
fact-terms = délai
fact-sector = secteur
fact-rate = cours
fact-source = source
fact-regime = régime de TVA
fact-ground = cause
fact-vat = TVA
error-operation-no_reason = Indiquez pourquoi : ce motif reste au journal et sera lu par vos collègues.
error-operation-over_tolerance = Au-delà de la tolérance ({ $tolerance }), indiquez pourquoi cet écart est soldé.
error-operation-in_the_future = Choisissez la date du jour ou une date passée.
error-operation-already_bounced = Ce règlement est déjà revenu impayé. Annulez d’abord cet impayé si c’était une erreur.
error-operation-already_doubtful = Cette créance est déjà en douteux.
error-operation-not_doubtful = Passez d’abord cette créance en douteux, puis dépréciez-la.
error-operation-no_judgment_date = Indiquez la date du jugement qui prononce la liquidation : elle ouvre le droit à récupérer la TVA.
error-operation-before_ground = La perte ne peut pas précéder la date de sa cause.
error-operation-not_in_euro = Les écritures se tiennent en euros : ce poste est dans une autre devise. Passez-les dans votre comptabilité.
error-operation-undone_already = Cette opération est déjà annulée. Rechargez la page.
error-operation-booked_since = La comptabilité a enregistré cette opération depuis : corrigez-la là-bas, puis importez le FEC.
error-operation-others_depend = D’autres opérations s’appuient sur celle-ci : annulez-les d’abord, de la plus récente à la plus ancienne.
error-operation-unknown_item = Ce poste n’est pas sur ce compte. Rechargez la page.
error-operation-wrong_kind = Cette opération ne s’applique pas à ce poste.
error-operation-before_item = L’opération ne peut pas précéder le poste, daté du { $date }.
error-operation-two_currencies = Ces postes ne sont pas dans la même devise : ils ne se lettrent pas entre eux.
error-operation-empty = Choisissez au moins un poste à payer.
error-allocation-not_positive = Saisissez un montant supérieur à zéro.
error-allocation-exceeds_debit = Le montant { $asked } dépasse le reste dû ({ $open }). Corrigez-le, ou laissez le surplus sur le compte.
error-allocation-exceeds_credit = Le montant { $asked } dépasse le crédit disponible ({ $open }). Corrigez-le.
error-imputation-part_not_agreed = Le débiteur ne peut désigner { $number } que s’il la paie en entier : il manque { $open } et il reste { $got }. Donnez l’accord du créancier, ou retirez la désignation (C. civ. 1342-10).
error-accounting-bad_part = Donnez pour chaque taux un montant TTC supérieur à zéro, et chaque taux une seule fois (de 0 à 100 %).
error-accounting-parts_differ = La répartition par taux totalise { $parts } alors que le montant est { $amount }. Corrigez-la.
error-accounting-impairment_out_of_range = Le montant { $asked } n’est pas possible : au plus { $most } hors taxe.
error-terms-unread = Ce délai ne se lit pas. Écrivez par exemple « 45 jours fin de mois », « fin de mois + 45 jours », « 30 jours » ou « 45 jours fin de mois le 10 ».
error-rate-value = Ce cours ne se lit pas. Écrivez combien d’unités vaut un euro, par exemple 1,0850.
error-rate-source = Indiquez d’où vient ce cours, par exemple « BCE, cours de référence ».
error-rate-euro = L’euro n’a pas de cours en euros.
error-settings-digits = Un numéro de compte a au plus 12 chiffres.
