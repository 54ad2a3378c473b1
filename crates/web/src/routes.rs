//! Every route and the right that it asks, in one table that a test walks with every role.

use app::Permission;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{get, post};

use crate::pages::{
    account, accounting, action, ageing, agenda, agenda_batch, agenda_one, alerts, approvals, basics, behind, call, care, carrier, causes,
    claim, claims, classification, collections, compromise, compromise_form, compromises, connections, courtesy, dashboard, deadlines,
    debtor, debtors, decisions, deferral, dispute, dispute_form, dispute_link, dispute_setting, disputes, einvoice, electronic, figures,
    forecast, goals, help, import, import_file, import_preview, import_undo, inbox, item_life, items, journal, law, letter, letters,
    limitation, login, mailbox, merge, negotiation, operation, own, payers, penalties, plan, plan_choice, plan_form, plan_link, plans,
    policy, portfolio, promise, promises, quality, register, replies, requests, scenario, scenario_form, scenario_list, scenario_rules,
    search, selfcheck, service_mail, settlement, sms, sms_inbound, sources, status, template, templates, tonight, users, veto, views,
    welcome,
};
use crate::session::{gate, lost};
use crate::site::Site;

/// The largest file that can be brought in by a page.
const FILE_BYTES: usize = 512 * 1024 * 1024;

/// The largest document that can be kept as a claim's proof.
const PROOF_BYTES: usize = 32 * 1024 * 1024;

/// The largest answer to a dispute: its files and a little more.
const ANSWER_BYTES: usize = 52 * 1024 * 1024;

/// Method, path, right. What is not here is refused.
pub const TABLE: &[(&str, &str, Permission)] = &[
    ("GET", "/", Permission::ViewOwnAccounts),
    ("GET", "/vues", Permission::ViewReceivables),
    ("POST", "/vues", Permission::ViewReceivables),
    ("POST", "/vues/{id}", Permission::ViewReceivables),
    ("GET", "/mes-comptes", Permission::ViewOwnAccounts),
    ("GET", "/mes-comptes.csv", Permission::ViewOwnAccounts),
    ("GET", "/mes-comptes/{id}", Permission::ViewOwnAccounts),
    ("GET", "/connexions/utilisateurs", Permission::Administer),
    ("POST", "/connexions/utilisateurs", Permission::Administer),
    ("POST", "/connexions/utilisateurs/{id}", Permission::Administer),
    ("GET", "/agenda", Permission::ViewReceivables),
    ("GET", "/agenda.csv", Permission::ViewReceivables),
    ("GET", "/agenda/un", Permission::ViewReceivables),
    ("GET", "/agenda/lot", Permission::ViewReceivables),
    ("POST", "/agenda/lot", Permission::ViewReceivables),
    ("GET", "/agenda/lots", Permission::ViewReceivables),
    ("POST", "/agenda/lots/defaire", Permission::ViewReceivables),
    ("POST", "/agenda/reprendre", Permission::HoldReminders),
    ("GET", "/agenda/alertes", Permission::ViewReceivables),
    ("POST", "/agenda/alertes", Permission::HoldReminders),
    ("POST", "/agenda/alertes/retirer", Permission::HoldReminders),
    ("GET", "/agenda/120-jours", Permission::ViewReceivables),
    ("GET", "/agenda/120-jours.csv", Permission::ViewReceivables),
    ("GET", "/portefeuilles", Permission::ViewReceivables),
    ("GET", "/portefeuilles/classement", Permission::ViewReceivables),
    ("POST", "/portefeuilles/classement", Permission::EditDebtors),
    ("POST", "/portefeuilles/regles", Permission::RunNight),
    ("POST", "/portefeuilles/attribuer", Permission::RunNight),
    ("POST", "/portefeuilles/absence", Permission::HoldReminders),
    ("POST", "/portefeuilles/absence/terminer", Permission::HoldReminders),
    ("GET", "/indicateurs", Permission::ViewReceivables),
    ("GET", "/indicateurs.csv", Permission::ViewReceivables),
    ("GET", "/indicateurs/encaissements", Permission::ViewReceivables),
    ("GET", "/indicateurs/encaissements.csv", Permission::ViewReceivables),
    ("GET", "/factures", Permission::ViewReceivables),
    ("GET", "/factures.csv", Permission::ViewReceivables),
    ("GET", "/indicateurs/detail", Permission::ViewReceivables),
    ("GET", "/indicateurs/detail.csv", Permission::ViewReceivables),
    ("GET", "/balance-agee", Permission::ViewReceivables),
    ("GET", "/balance-agee.csv", Permission::ViewReceivables),
    ("GET", "/debiteurs", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/pause", Permission::HoldReminders),
    ("POST", "/debiteurs/{id}/reprise", Permission::HoldReminders),
    ("POST", "/debiteurs/{id}/evenement", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/evenement/annuler", Permission::ManageClaims),
    ("GET", "/debiteurs/{id}/creance", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/creance", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/creance/motif", Permission::ManageClaims),
    ("GET", "/debiteurs/{id}/creance/piece", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}/facture/piece", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}/releve.pdf", Permission::ViewMessages),
    ("POST", "/debiteurs/{id}/note", Permission::HoldReminders),
    ("GET", "/prescription", Permission::ViewReceivables),
    ("GET", "/prescription.csv", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}/reglements", Permission::MatchBank),
    ("POST", "/debiteurs/{id}/reglements", Permission::MatchBank),
    ("GET", "/debiteurs/{id}/ecarts", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/ecarts", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/operations/defaire", Permission::MatchBank),
    ("POST", "/debiteurs/{id}/delais", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/cours", Permission::MatchBank),
    ("GET", "/comptabilite", Permission::ViewReceivables),
    ("GET", "/comptabilite.csv", Permission::ViewReceivables),
    ("POST", "/comptabilite/reglages", Permission::Administer),
    ("GET", "/ce-soir", Permission::ViewReceivables),
    ("POST", "/ce-soir/lancer", Permission::RunNight),
    ("GET", "/actions/{id}", Permission::ViewMessages),
    ("GET", "/actions/{id}/message.eml", Permission::ViewMessages),
    ("GET", "/actions/{id}/releve.pdf", Permission::ViewMessages),
    ("GET", "/actions/{id}/courrier.pdf", Permission::ViewMessages),
    ("POST", "/actions/{id}/approuver", Permission::ApproveMessages),
    ("POST", "/actions/{id}/annuler", Permission::ApproveMessages),
    ("POST", "/actions/{id}/fait", Permission::ApproveMessages),
    ("POST", "/actions/{id}/renvoyer", Permission::ApproveMessages),
    ("POST", "/actions/{id}/statuer", Permission::ApproveMessages),
    ("GET", "/a-valider", Permission::ViewMessages),
    ("POST", "/a-valider", Permission::ApproveMessages),
    ("GET", "/actions/{id}/apercu.pdf", Permission::ViewMessages),
    ("POST", "/actions/{id}/appel", Permission::ApproveMessages),
    ("POST", "/actions/{id}/passer", Permission::ApproveMessages),
    ("POST", "/actions/{id}/reprendre", Permission::ApproveMessages),
    ("GET", "/dernier-mot", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/dernier-mot", Permission::HoldReminders),
    ("POST", "/debiteurs/{id}/commercial", Permission::EditDebtors),
    ("GET", "/connexions/desinscription", Permission::Administer),
    ("POST", "/connexions/desinscription", Permission::Administer),
    ("POST", "/debiteurs/{id}/courtoisie", Permission::EditDebtors),
    ("GET", "/connexions/opposition", Permission::Administer),
    ("POST", "/connexions/opposition", Permission::Administer),
    ("GET", "/courriers", Permission::ViewMessages),
    ("POST", "/courriers/imprimer", Permission::ApproveMessages),
    ("POST", "/courriers/postes", Permission::ApproveMessages),
    ("POST", "/courriers/confier", Permission::ApproveMessages),
    ("POST", "/courriers/electronique", Permission::ApproveMessages),
    ("GET", "/courriers/tirages/{id}", Permission::ViewMessages),
    ("GET", "/courriers/tirages/{id}/courriers.pdf", Permission::ViewMessages),
    ("POST", "/actions/{id}/courrier/reprendre", Permission::ApproveMessages),
    ("POST", "/actions/{id}/courrier/evenement", Permission::ApproveMessages),
    ("POST", "/actions/{id}/courrier/evenement/retirer", Permission::ApproveMessages),
    ("POST", "/actions/{id}/courrier/numero", Permission::ApproveMessages),
    ("POST", "/actions/{id}/courrier/trancher", Permission::ApproveMessages),
    ("GET", "/actions/{id}/courrier/piece", Permission::ViewMessages),
    ("POST", "/debiteurs/{id}/accord", Permission::EditDebtors),
    ("GET", "/encaissements", Permission::ViewReceivables),
    ("GET", "/encaissements/{id}", Permission::MatchBank),
    ("POST", "/encaissements/{id}/affecter", Permission::MatchBank),
    ("POST", "/encaissements/{id}/ignorer", Permission::MatchBank),
    ("POST", "/encaissements/{id}/defaire", Permission::MatchBank),
    ("POST", "/encaissements/{id}/confirmer", Permission::MatchBank),
    ("POST", "/encaissements/{id}/refaire", Permission::MatchBank),
    ("POST", "/encaissements/{id}/comptabilise", Permission::MatchBank),
    ("GET", "/encaissements/memoire", Permission::ViewReceivables),
    ("POST", "/encaissements/memoire/revoquer", Permission::MatchBank),
    ("POST", "/encaissements/memoire/ajouter", Permission::MatchBank),
    ("GET", "/encaissements/ibans-virtuels", Permission::ViewReceivables),
    ("POST", "/encaissements/ibans-virtuels", Permission::MatchBank),
    ("POST", "/encaissements/ibans-virtuels/revoquer", Permission::MatchBank),
    ("GET", "/encaissements/reglages", Permission::Administer),
    ("POST", "/encaissements/reglages", Permission::Administer),
    ("POST", "/debiteurs/{id}/groupe", Permission::MatchBank),
    ("GET", "/promesses", Permission::ViewReceivables),
    ("GET", "/promesses.csv", Permission::ViewReceivables),
    ("GET", "/promesses.ics", Permission::ViewReceivables),
    ("GET", "/promesses/nouvelle", Permission::HoldReminders),
    ("POST", "/promesses/nouvelle", Permission::HoldReminders),
    ("GET", "/promesses/reglages", Permission::RunNight),
    ("POST", "/promesses/reglages", Permission::RunNight),
    ("GET", "/promesses/{id}", Permission::ViewReceivables),
    ("POST", "/promesses/{id}/retirer", Permission::HoldReminders),
    ("POST", "/promesses/{id}/retablir", Permission::HoldReminders),
    ("GET", "/debiteurs/{id}/copie", Permission::ViewMessages),
    ("POST", "/debiteurs/{id}/copie", Permission::ApproveMessages),
    ("GET", "/debiteurs/{id}/piece", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/piece", Permission::ManageClaims),
    ("GET", "/debiteurs/{id}/valideur", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/valideur", Permission::EditDebtors),
    ("GET", "/actions/{id}/piece", Permission::ViewMessages),
    ("GET", "/promesses/{id}/confirmation", Permission::ViewMessages),
    ("POST", "/promesses/{id}/confirmation", Permission::ApproveMessages),
    ("GET", "/causes", Permission::ViewReceivables),
    ("GET", "/causes.csv", Permission::ViewReceivables),
    ("POST", "/causes/noter", Permission::HoldReminders),
    ("GET", "/causes/reglages", Permission::RunNight),
    ("POST", "/causes/reglages", Permission::RunNight),
    ("POST", "/causes/{id}/retirer", Permission::HoldReminders),
    ("GET", "/objectifs", Permission::ViewReceivables),
    ("POST", "/objectifs", Permission::RunNight),
    ("POST", "/objectifs/retirer", Permission::RunNight),
    ("GET", "/accords", Permission::ViewReceivables),
    ("GET", "/accords.csv", Permission::ViewReceivables),
    ("POST", "/accords/limites", Permission::ApproveAgreements),
    ("GET", "/accords/{id}", Permission::ViewReceivables),
    ("POST", "/accords/{id}", Permission::ManageClaims),
    ("POST", "/accords/{id}/decision", Permission::ApproveAgreements),
    ("GET", "/accords/{id}/accord.pdf", Permission::ViewMessages),
    ("POST", "/accords/{id}/avoir", Permission::ManageClaims),
    ("GET", "/accords/{id}/piece", Permission::ViewReceivables),
    ("POST", "/accords/{id}/piece", Permission::ManageClaims),
    ("GET", "/debiteurs/{id}/accord-avec-remise", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/accord-avec-remise", Permission::ManageClaims),
    ("GET", "/debiteurs/{id}/negociation", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/negociation", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/negociation/retirer", Permission::ManageClaims),
    ("GET", "/echeanciers", Permission::ViewReceivables),
    ("GET", "/echeanciers.csv", Permission::ViewReceivables),
    ("GET", "/echeanciers/calendrier", Permission::ViewReceivables),
    ("GET", "/echeanciers/choix", Permission::ViewReceivables),
    ("POST", "/echeanciers/choix", Permission::ApproveAgreements),
    ("POST", "/echeanciers/choix/adresse", Permission::Administer),
    ("GET", "/debiteurs/{id}/echeanciers-au-choix", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/echeanciers-au-choix", Permission::ManageClaims),
    ("POST", "/echeanciers/limites", Permission::ApproveAgreements),
    ("GET", "/echeanciers/{id}", Permission::ViewReceivables),
    ("POST", "/echeanciers/{id}", Permission::ManageClaims),
    ("POST", "/echeanciers/{id}/decision", Permission::ApproveAgreements),
    ("GET", "/echeanciers/{id}/echeancier.pdf", Permission::ViewMessages),
    ("GET", "/echeanciers/{id}/mise-en-demeure.pdf", Permission::ViewMessages),
    ("GET", "/echeanciers/{id}/echeances.ics", Permission::ViewReceivables),
    ("GET", "/echeanciers/{id}/accord", Permission::ViewMessages),
    ("POST", "/echeanciers/{id}/accord", Permission::ApproveMessages),
    ("GET", "/echeanciers/{id}/piece", Permission::ViewReceivables),
    ("POST", "/echeanciers/{id}/piece", Permission::ManageClaims),
    ("POST", "/echeanciers/{id}/reconnaissance", Permission::ManageClaims),
    ("GET", "/debiteurs/{id}/echeancier", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/echeancier", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/report", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/report/annuler", Permission::ManageClaims),
    ("GET", "/delais", Permission::ViewReceivables),
    ("POST", "/delais", Permission::ManageClaims),
    ("GET", "/delais.ics", Permission::ViewReceivables),
    ("POST", "/delais/{id}/fait", Permission::ManageClaims),
    ("POST", "/delais/{id}/annuler", Permission::ManageClaims),
    ("POST", "/delais/{id}/reprendre", Permission::ManageClaims),
    ("POST", "/delais/abonnement", Permission::ViewReceivables),
    ("POST", "/delais/abonnement/revoquer", Permission::ViewReceivables),
    ("GET", "/imports", Permission::ViewReceivables),
    ("POST", "/imports", Permission::Import),
    ("GET", "/imports/apercu/{id}", Permission::Import),
    ("POST", "/imports/apercu/{id}", Permission::Import),
    ("POST", "/imports/apercu/{id}/confirmer", Permission::Import),
    ("POST", "/imports/apercu/{id}/abandonner", Permission::Import),
    ("GET", "/imports/apercu/{id}/rejets.csv", Permission::Import),
    ("POST", "/imports/correspondances/{id}/oublier", Permission::Import),
    ("GET", "/imports/{id}", Permission::ViewReceivables),
    ("GET", "/imports/{id}/demandes", Permission::ViewMessages),
    ("POST", "/imports/{id}/demandes", Permission::ApproveMessages),
    ("POST", "/imports/{id}/demandes/annuler", Permission::ApproveMessages),
    ("GET", "/imports/{id}/annuler", Permission::ViewReceivables),
    ("POST", "/imports/{id}/annuler", Permission::Import),
    ("GET", "/imports/{id}/original", Permission::ViewReceivables),
    ("GET", "/imports/{id}/rejets.csv", Permission::ViewReceivables),
    ("GET", "/sources", Permission::ViewReceivables),
    ("GET", "/sources/encaissements", Permission::ViewReceivables),
    ("POST", "/sources/encaissements", Permission::Import),
    ("POST", "/sources/encaissements/tva", Permission::Administer),
    ("GET", "/journal", Permission::ViewJournal),
    ("GET", "/debiteurs/{id}/statut", Permission::HoldReminders),
    ("GET", "/debiteurs/{id}/suite", Permission::HoldReminders),
    ("GET", "/debiteurs/{id}/vie", Permission::ViewReceivables),
    ("GET", "/controle", Permission::ViewReceivables),
    ("GET", "/journal.csv", Permission::ViewJournal),
    ("GET", "/journal/decisions", Permission::ViewJournal),
    ("GET", "/journal/decisions.csv", Permission::ViewJournal),
    ("GET", "/politique", Permission::ViewReceivables),
    ("POST", "/politique", Permission::ApproveAgreements),
    ("GET", "/aide", Permission::ViewReceivables),
    ("GET", "/aide/glossaire", Permission::ViewReceivables),
    ("GET", "/reglages", Permission::Administer),
    ("POST", "/reglages/identite", Permission::Administer),
    ("POST", "/reglages/limites", Permission::Administer),
    ("POST", "/reglages/envoi", Permission::Administer),
    ("POST", "/reglages/envoi/essai", Permission::Administer),
    ("GET", "/penalites", Permission::ViewReceivables),
    ("GET", "/penalites.csv", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}/penalites", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}/penalites.pdf", Permission::ViewMessages),
    ("POST", "/debiteurs/{id}/penalites/abandonner", Permission::ManageClaims),
    ("POST", "/debiteurs/{id}/penalites/retablir", Permission::ManageClaims),
    ("GET", "/droit", Permission::ViewReceivables),
    ("POST", "/droit/saisir", Permission::EditLaw),
    ("POST", "/droit/retirer", Permission::EditLaw),
    ("POST", "/droit/clauses", Permission::EditLaw),
    ("POST", "/droit/clauses/retirer", Permission::EditLaw),
    ("POST", "/droit/calcul", Permission::EditLaw),
    ("GET", "/scenarios", Permission::ViewReceivables),
    ("POST", "/scenarios/essayer", Permission::RunNight),
    ("POST", "/scenarios/enregistrer", Permission::RunNight),
    ("POST", "/scenarios/arret", Permission::HoldReminders),
    ("POST", "/scenarios/reprise", Permission::RunNight),
    ("POST", "/scenarios/limites", Permission::RunNight),
    ("POST", "/scenarios/nouveau", Permission::RunNight),
    ("POST", "/scenarios/renommer", Permission::RunNight),
    ("POST", "/scenarios/retirer", Permission::RunNight),
    ("POST", "/scenarios/reprendre", Permission::RunNight),
    ("POST", "/scenarios/retablir", Permission::RunNight),
    ("GET", "/scenarios/formulaire", Permission::RunNight),
    ("POST", "/scenarios/formulaire", Permission::RunNight),
    ("GET", "/scenarios/regles", Permission::RunNight),
    ("POST", "/scenarios/regles", Permission::RunNight),
    ("POST", "/debiteurs/{id}/scenario", Permission::HoldReminders),
    ("GET", "/modeles", Permission::ViewReceivables),
    ("GET", "/modeles.txt", Permission::ViewReceivables),
    ("POST", "/modeles/nouveau", Permission::RunNight),
    ("POST", "/modeles/lots", Permission::RunNight),
    ("POST", "/modeles/mandat", Permission::Administer),
    ("GET", "/modeles/{id}", Permission::ViewReceivables),
    ("POST", "/modeles/{id}/apercu", Permission::ViewMessages),
    ("POST", "/modeles/{id}/enregistrer", Permission::RunNight),
    ("POST", "/modeles/{id}/essai", Permission::RunNight),
    ("POST", "/modeles/{id}/retablir", Permission::RunNight),
    ("POST", "/modeles/{id}/retirer", Permission::RunNight),
    ("GET", "/recherche", Permission::ViewOwnAccounts),
    ("GET", "/qualite", Permission::ViewReceivables),
    ("GET", "/qualite.csv", Permission::ViewReceivables),
    ("POST", "/qualite/corriger", Permission::EditDebtors),
    ("POST", "/qualite/ignorer", Permission::EditDebtors),
    ("POST", "/qualite/registre", Permission::EditDebtors),
    ("GET", "/debiteurs/{id}/registre", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/registre", Permission::EditDebtors),
    ("GET", "/debiteurs/nouveau", Permission::EditDebtors),
    ("POST", "/debiteurs/nouveau", Permission::EditDebtors),
    ("GET", "/debiteurs/{id}/fiche", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/fiche", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/contacts", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/contacts/retirer", Permission::EditDebtors),
    ("GET", "/debiteurs/{id}/fusion", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/fusion", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/fusion/defaire", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/distincts", Permission::EditDebtors),
    ("GET", "/connexions", Permission::Administer),
    ("POST", "/connexions/jetons", Permission::Administer),
    ("POST", "/connexions/jetons/{id}/revoquer", Permission::Administer),
    ("POST", "/connexions/webhooks", Permission::Administer),
    ("POST", "/connexions/webhooks/essai", Permission::Administer),
    ("POST", "/connexions/webhooks/{id}/secret", Permission::Administer),
    ("POST", "/connexions/webhooks/{id}/etat", Permission::Administer),
    ("GET", "/connexions/envois/{id}", Permission::Administer),
    ("POST", "/connexions/envois/{id}/renvoyer", Permission::Administer),
    ("GET", "/connexions/boite", Permission::Administer),
    ("POST", "/connexions/boite", Permission::Administer),
    ("POST", "/connexions/boite/relever", Permission::Administer),
    ("POST", "/connexions/boite/etat", Permission::Administer),
    ("GET", "/connexions/courrier", Permission::Administer),
    ("POST", "/connexions/courrier", Permission::Administer),
    ("POST", "/connexions/courrier/etat", Permission::Administer),
    ("GET", "/connexions/recommande", Permission::Administer),
    ("POST", "/connexions/recommande", Permission::Administer),
    ("POST", "/connexions/recommande/etat", Permission::Administer),
    ("GET", "/connexions/sms", Permission::Administer),
    ("POST", "/connexions/sms/entrants", Permission::Administer),
    ("POST", "/connexions/sms", Permission::Administer),
    ("POST", "/connexions/sms/etat", Permission::Administer),
    ("POST", "/connexions/sms/stop", Permission::EditDebtors),
    ("POST", "/debiteurs/{id}/sms", Permission::EditDebtors),
    ("GET", "/litiges", Permission::ViewReceivables),
    ("GET", "/litiges.csv", Permission::ViewReceivables),
    ("GET", "/litiges/reglages", Permission::Administer),
    ("POST", "/litiges/reglages", Permission::Administer),
    ("POST", "/litiges/reglages/motif", Permission::Administer),
    ("GET", "/litiges/{id}", Permission::ViewReceivables),
    ("POST", "/litiges/{id}/solliciter", Permission::ManageClaims),
    ("POST", "/litiges/{id}/decider", Permission::ManageClaims),
    ("POST", "/litiges/{id}/ecarter", Permission::ManageClaims),
    ("POST", "/litiges/{id}/abandonner", Permission::ManageClaims),
    ("POST", "/litiges/{id}/clore", Permission::ManageClaims),
    ("POST", "/litiges/{id}/reprendre", Permission::ManageClaims),
    ("POST", "/litiges/{id}/montant", Permission::ManageClaims),
    ("POST", "/litiges/{id}/modifier", Permission::ManageClaims),
    ("POST", "/litiges/{id}/avoir", Permission::ManageClaims),
    ("POST", "/litiges/{id}/note", Permission::ManageClaims),
    ("POST", "/litiges/{id}/pieces", Permission::ManageClaims),
    ("GET", "/litiges/{id}/piece", Permission::ViewReceivables),
    ("GET", "/debiteurs/{id}/litige", Permission::ViewReceivables),
    ("POST", "/debiteurs/{id}/litige", Permission::ManageClaims),
    ("GET", "/reponses", Permission::ViewMessages),
    ("GET", "/reponses/{id}", Permission::ViewMessages),
    ("GET", "/reponses/{id}/message.eml", Permission::ViewMessages),
    ("POST", "/reponses/{id}/lu", Permission::HoldReminders),
    ("POST", "/reponses/{id}/non-lu", Permission::HoldReminders),
    ("POST", "/reponses/{id}/rattacher", Permission::HoldReminders),
    ("POST", "/reponses/{id}/adresse-invalide", Permission::EditDebtors),
    ("POST", "/reponses/{id}/adresse-valable", Permission::EditDebtors),
];

/// The right that a route asks. `HEAD` asks what `GET` does.
#[must_use]
pub fn permission(method: &Method, path: &str) -> Option<Permission> {
    let method = if method == Method::HEAD { "GET" } else { method.as_str() };
    TABLE.iter().find(|(known, route, _)| *known == method && *route == path).map(|(_, _, permission)| *permission)
}

/// The pages that keep accounts in order, and those of other programs.
fn accounts_and_connections() -> Router<Site> {
    Router::new()
        .route("/qualite", get(quality::show))
        .route("/qualite.csv", get(quality::csv))
        .route("/qualite/corriger", post(quality::mend))
        .route("/qualite/ignorer", post(quality::ignore))
        .route("/qualite/registre", post(register::check))
        .route("/debiteurs/{id}/registre", get(register::show).post(register::take))
        .route("/debiteurs/nouveau", get(account::fresh).post(account::create))
        .route("/debiteurs/{id}/fiche", get(account::show).post(account::save))
        .route("/debiteurs/{id}/contacts", post(account::save_contact))
        .route("/debiteurs/{id}/contacts/retirer", post(account::remove_contact))
        .route("/debiteurs/{id}/fusion", get(merge::show).post(merge::merge))
        .route("/debiteurs/{id}/fusion/defaire", post(merge::undo))
        .route("/debiteurs/{id}/distincts", post(merge::distinct))
        .route("/connexions", get(connections::show))
        .route("/connexions/jetons", post(connections::create_token))
        .route("/connexions/jetons/{id}/revoquer", post(connections::revoke_token))
        .route("/connexions/webhooks", post(connections::create_hook))
        .route("/connexions/webhooks/essai", post(connections::ping))
        .route("/connexions/webhooks/{id}/secret", post(connections::rotate))
        .route("/connexions/webhooks/{id}/etat", post(connections::change_hook))
        .route("/connexions/envois/{id}", get(connections::delivery))
        .route("/connexions/envois/{id}/renvoyer", post(connections::resend))
        .route("/sources", get(sources::show))
        .route("/sources/encaissements", get(collections::show).post(collections::produce))
        .route("/sources/encaissements/tva", post(collections::set))
        .merge(received_mail())
}

/// The mail that comes in, the mailbox that is read, and the gateway of text messages.
fn received_mail() -> Router<Site> {
    Router::new()
        .route("/connexions/boite", get(mailbox::show).post(mailbox::set))
        .route("/connexions/boite/relever", post(mailbox::fetch))
        .route("/connexions/boite/etat", post(mailbox::set_reading))
        .route("/connexions/courrier", get(carrier::show).post(carrier::set))
        .route("/connexions/courrier/etat", post(carrier::set_in_use))
        .route("/connexions/recommande", get(electronic::show).post(electronic::set))
        .route("/connexions/recommande/etat", post(electronic::set_in_use))
        .route("/connexions/sms", get(sms::show).post(sms::set))
        .route("/connexions/sms/entrants", post(sms_inbound::set))
        .route("/connexions/sms/etat", post(sms::set_sending))
        .route("/connexions/sms/stop", post(sms::set_stop))
        .route("/debiteurs/{id}/sms", post(sms::set_debtor_stop))
        .route("/reponses", get(replies::show))
        .route("/reponses/{id}", get(replies::one))
        .route("/reponses/{id}/message.eml", get(replies::original))
        .route("/reponses/{id}/lu", post(replies::mark_read))
        .route("/reponses/{id}/non-lu", post(replies::mark_unread))
        .route("/reponses/{id}/rattacher", post(replies::attach))
        .route("/reponses/{id}/adresse-invalide", post(replies::invalidate))
        .route("/reponses/{id}/adresse-valable", post(replies::reinstate))
}

/// What waits for a person's word, calls, and who has the last word.
fn decisions() -> Router<Site> {
    Router::new()
        .route("/a-valider", get(approvals::show).post(approvals::act))
        .route("/actions/{id}/apercu.pdf", get(approvals::statement))
        .route("/actions/{id}/appel", post(call::record))
        .route("/actions/{id}/passer", post(action::skip))
        .route("/actions/{id}/reprendre", post(action::take_back))
        .route("/dernier-mot", get(care::show))
        .route("/debiteurs/{id}/dernier-mot", post(care::set_last_word))
        .route("/debiteurs/{id}/commercial", post(veto::set_salesman))
        .route("/connexions/desinscription", get(courtesy::setting).post(courtesy::set))
        .route("/debiteurs/{id}/courtoisie", post(courtesy::change))
        .route("/connexions/opposition", get(veto::setting).post(veto::set))
}

/// What comes in: files, and the money of the bank.
fn incoming() -> Router<Site> {
    Router::new()
        .route("/encaissements", get(inbox::show))
        .route("/encaissements/{id}", get(inbox::one))
        .route("/encaissements/{id}/affecter", post(inbox::identify))
        .route("/encaissements/{id}/ignorer", post(inbox::ignore))
        .route("/encaissements/{id}/defaire", post(inbox::undo))
        .route("/encaissements/{id}/confirmer", post(inbox::accept))
        .route("/encaissements/{id}/refaire", post(inbox::redo))
        .route("/encaissements/{id}/comptabilise", post(inbox::booked))
        .route("/encaissements/memoire", get(payers::memory))
        .route("/encaissements/memoire/revoquer", post(payers::revoke))
        .route("/encaissements/memoire/ajouter", post(payers::remember))
        .route("/encaissements/ibans-virtuels", get(payers::virtual_ibans).post(payers::add_virtual))
        .route("/encaissements/ibans-virtuels/revoquer", post(payers::revoke_virtual))
        .route("/encaissements/reglages", get(payers::settings).post(payers::set_settings))
        .route("/debiteurs/{id}/groupe", post(payers::set_group))
        .route("/imports", get(import::show).post(import::bring_in).layer(DefaultBodyLimit::max(FILE_BYTES)))
        .route("/imports/apercu/{id}", get(import_preview::show).post(import_preview::update))
        .route("/imports/apercu/{id}/confirmer", post(import_preview::confirm))
        .route("/imports/apercu/{id}/abandonner", post(import::discard))
        .route("/imports/apercu/{id}/rejets.csv", get(import_preview::rejects))
        .route("/imports/correspondances/{id}/oublier", post(import::forget))
        .route("/imports/{id}", get(import_file::show))
        .route("/imports/{id}/demandes", get(requests::show).post(requests::prepare))
        .route("/imports/{id}/demandes/annuler", post(requests::take_back))
        .route("/imports/{id}/annuler", get(import_undo::show).post(import_undo::take_back))
        .route("/imports/{id}/original", get(import_file::original))
        .route("/imports/{id}/rejets.csv", get(import_file::rejects))
}

/// The law's rates, what is asked on top of the debts, and the days to keep.
fn legal() -> Router<Site> {
    Router::new()
        .route("/prescription", get(limitation::show))
        .route("/prescription.csv", get(limitation::csv))
        .route("/delais", get(deadlines::show).post(deadlines::record))
        .route("/delais.ics", get(deadlines::export))
        .route("/delais/{id}/fait", post(deadlines::done))
        .route("/delais/{id}/annuler", post(deadlines::cancel))
        .route("/delais/{id}/reprendre", post(deadlines::reopen))
        .route("/delais/abonnement", post(deadlines::open_feed))
        .route("/delais/abonnement/revoquer", post(deadlines::close_feed))
        .route("/penalites", get(penalties::list))
        .route("/penalites.csv", get(penalties::list_csv))
        .route("/debiteurs/{id}/penalites", get(penalties::show))
        .route("/debiteurs/{id}/penalites.pdf", get(penalties::pdf))
        .route("/debiteurs/{id}/penalites/abandonner", post(penalties::waive))
        .route("/debiteurs/{id}/penalites/retablir", post(penalties::restore))
        .route("/droit", get(law::show))
        .route("/droit/saisir", post(law::add))
        .route("/droit/retirer", post(law::withdraw))
        .route("/droit/clauses", post(law::add_clause))
        .route("/droit/clauses/retirer", post(law::withdraw_clause))
        .route("/droit/calcul", post(law::set_terms))
}

/// What debtors contest.
fn contested() -> Router<Site> {
    Router::new()
        .route("/litiges", get(disputes::show))
        .route("/litiges.csv", get(disputes::csv))
        .route("/litiges/reglages", get(dispute_setting::show).post(dispute_setting::set))
        .route("/litiges/reglages/motif", post(dispute_setting::set_policy))
        .route("/litiges/{id}", get(dispute::show))
        .route("/litiges/{id}/solliciter", post(dispute::ask))
        .route("/litiges/{id}/decider", post(dispute::decide))
        .route("/litiges/{id}/ecarter", post(dispute::set_aside))
        .route("/litiges/{id}/abandonner", post(dispute::withdraw))
        .route("/litiges/{id}/clore", post(dispute::settle_for_less))
        .route("/litiges/{id}/reprendre", post(dispute::undo))
        .route("/litiges/{id}/montant", post(dispute::amend))
        .route("/litiges/{id}/modifier", post(dispute::edit))
        .route("/litiges/{id}/avoir", post(dispute::credit))
        .route("/litiges/{id}/note", post(dispute::comment))
        .route("/litiges/{id}/pieces", post(dispute::attach).layer(DefaultBodyLimit::max(ANSWER_BYTES)))
        .route("/litiges/{id}/piece", get(dispute::file))
        .route("/debiteurs/{id}/litige", get(dispute_form::show).post(dispute_form::open))
}

/// Agreements on how and when to pay.
fn agreements() -> Router<Site> {
    Router::new()
        .route("/accords", get(compromises::show))
        .route("/accords.csv", get(compromises::csv))
        .route("/accords/limites", post(compromises::set_policy))
        .route("/accords/{id}", get(compromise::show).post(compromise::act))
        .route("/accords/{id}/decision", post(compromise::act))
        .route("/accords/{id}/accord.pdf", get(compromise::paper))
        .route("/accords/{id}/avoir", post(compromise::set_credit))
        .route("/accords/{id}/piece", get(compromise::file).post(compromise::keep).layer(DefaultBodyLimit::max(PROOF_BYTES)))
        .route("/debiteurs/{id}/accord-avec-remise", get(compromise_form::show).post(compromise_form::save))
        .route("/debiteurs/{id}/negociation", get(negotiation::show).post(negotiation::add))
        .route("/debiteurs/{id}/negociation/retirer", post(negotiation::take_back))
        .route("/echeanciers", get(plans::show))
        .route("/echeanciers.csv", get(plans::csv))
        .route("/echeanciers/calendrier", get(plans::calendar))
        .route("/echeanciers/choix", get(plan_choice::settings).post(plan_choice::set))
        .route("/echeanciers/choix/adresse", post(plan_choice::set_address))
        .route("/debiteurs/{id}/echeanciers-au-choix", get(plan_choice::show).post(plan_choice::act))
        .route("/echeanciers/limites", post(plans::set_policy))
        .route("/echeanciers/{id}", get(plan::show).post(plan::act))
        .route("/echeanciers/{id}/decision", post(plan::act))
        .route("/echeanciers/{id}/echeancier.pdf", get(plan::deed))
        .route("/echeanciers/{id}/mise-en-demeure.pdf", get(plan::cure))
        .route("/echeanciers/{id}/piece", get(plan::file).post(plan::keep).layer(DefaultBodyLimit::max(PROOF_BYTES)))
        .route("/echeanciers/{id}/echeances.ics", get(plan::ics))
        .route("/echeanciers/{id}/accord", get(service_mail::plan_note).post(service_mail::send_plan_note))
        .route("/echeanciers/{id}/reconnaissance", post(plan::acknowledge))
        .route("/debiteurs/{id}/report", post(deferral::grant))
        .route("/debiteurs/{id}/report/annuler", post(deferral::undo))
        .route("/debiteurs/{id}/echeancier", get(plan_form::show).post(plan_form::save))
}

/// The collector's day.
fn desk() -> Router<Site> {
    Router::new()
        .route("/agenda", get(agenda::show))
        .route("/agenda.csv", get(agenda::csv))
        .route("/agenda/un", get(agenda_one::show))
        .route("/agenda/lot", get(agenda_batch::show).post(agenda_batch::apply))
        .route("/agenda/lots", get(agenda_batch::batches))
        .route("/agenda/lots/defaire", post(agenda_batch::undo))
        .route("/agenda/reprendre", post(agenda_batch::resume))
        .route("/agenda/alertes", get(alerts::show).post(alerts::set))
        .route("/agenda/alertes/retirer", post(alerts::retire))
        .route("/agenda/120-jours", get(alerts::over_120))
        .route("/agenda/120-jours.csv", get(alerts::over_120_csv))
        .route("/vues", get(views::show).post(views::keep))
        .route("/vues/{id}", post(views::change))
        .route("/mes-comptes", get(own::show))
        .route("/mes-comptes.csv", get(own::csv))
        .route("/mes-comptes/{id}", get(own::file))
        .route("/connexions/utilisateurs", get(users::show).post(users::create))
        .route("/connexions/utilisateurs/{id}", post(users::change))
        .route("/portefeuilles", get(portfolio::show))
        .route("/portefeuilles/classement", get(classification::show).post(classification::confirm))
        .route("/portefeuilles/regles", post(portfolio::set_rules))
        .route("/portefeuilles/attribuer", post(portfolio::apply))
        .route("/portefeuilles/absence", post(portfolio::set_absence))
        .route("/portefeuilles/absence/terminer", post(portfolio::end_absence))
}

/// What proves, explains and guides.
fn guide() -> Router<Site> {
    Router::new()
        .route("/debiteurs/{id}/statut", get(status::show))
        .route("/debiteurs/{id}/suite", get(status::next))
        .route("/debiteurs/{id}/vie", get(item_life::show))
        .route("/controle", get(selfcheck::show))
        .route("/journal.csv", get(decisions::journal_csv))
        .route("/journal/decisions", get(decisions::show))
        .route("/journal/decisions.csv", get(decisions::csv))
        .route("/politique", get(policy::show).post(policy::publish))
        .route("/aide", get(help::show))
        .route("/aide/glossaire", get(help::glossary))
        .route("/reglages", get(basics::show))
        .route("/reglages/identite", post(basics::set_identity))
        .route("/reglages/limites", post(basics::set_limits))
        .route("/reglages/envoi", post(basics::set_sender))
        .route("/reglages/envoi/essai", post(basics::try_sender))
}

/// Letters that a person posts.
fn post_office() -> Router<Site> {
    Router::new()
        .route("/courriers", get(letters::show))
        .route("/courriers/imprimer", post(letters::print))
        .route("/courriers/postes", post(letters::mark))
        .route("/courriers/confier", post(letters::hand_over))
        .route("/courriers/electronique", post(letters::send_electronically))
        .route("/courriers/tirages/{id}", get(letters::run))
        .route("/courriers/tirages/{id}/courriers.pdf", get(letters::run_pdf))
        .route("/actions/{id}/courrier/reprendre", post(letter::take_back))
        .route("/actions/{id}/courrier/evenement", post(letter::record).layer(DefaultBodyLimit::max(PROOF_BYTES)))
        .route("/actions/{id}/courrier/evenement/retirer", post(letter::withdraw))
        .route("/actions/{id}/courrier/numero", post(letter::number))
        .route("/actions/{id}/courrier/trancher", post(letter::settle))
        .route("/actions/{id}/courrier/piece", get(letter::proof))
        .route("/debiteurs/{id}/accord", post(letter::agree))
}

/// What debtors promise, why they pay late, and what the house means to reach.
fn conversation() -> Router<Site> {
    Router::new()
        .route("/promesses", get(promises::show))
        .route("/promesses.csv", get(promises::csv))
        .route("/promesses.ics", get(promises::ics))
        .route("/promesses/nouvelle", get(promise::fresh).post(promise::create))
        .route("/promesses/reglages", get(promise::settings).post(promise::set))
        .route("/promesses/{id}", get(promise::show))
        .route("/promesses/{id}/retirer", post(promise::withdraw))
        .route("/promesses/{id}/retablir", post(promise::restore))
        .route("/debiteurs/{id}/copie", get(service_mail::copy).post(service_mail::send))
        .route("/debiteurs/{id}/piece", get(service_mail::document).post(service_mail::keep).layer(DefaultBodyLimit::max(PROOF_BYTES)))
        .route("/debiteurs/{id}/valideur", get(service_mail::validator).post(service_mail::name_validator))
        .route("/actions/{id}/piece", get(service_mail::carried))
        .route("/promesses/{id}/confirmation", get(service_mail::note).post(service_mail::send_note))
        .route("/causes", get(causes::show))
        .route("/causes.csv", get(causes::csv))
        .route("/causes/noter", post(causes::note))
        .route("/causes/reglages", get(causes::settings).post(causes::set))
        .route("/causes/{id}/retirer", post(causes::take_back))
        .route("/objectifs", get(goals::show).post(goals::set))
        .route("/objectifs/retirer", post(goals::delete))
}

/// The pages of the scenario and of message templates.
fn scenarios_and_templates() -> Router<Site> {
    Router::new()
        .route("/scenarios", get(scenario::show))
        .route("/scenarios/essayer", post(scenario::try_text))
        .route("/scenarios/enregistrer", post(scenario::save))
        .route("/scenarios/arret", post(scenario::stop))
        .route("/scenarios/reprise", post(scenario::lift))
        .route("/scenarios/limites", post(scenario::limits))
        .route("/scenarios/nouveau", post(scenario_list::begin))
        .route("/scenarios/renommer", post(scenario_list::rename))
        .route("/scenarios/retirer", post(scenario_list::retire))
        .route("/scenarios/reprendre", post(scenario_list::reinstate))
        .route("/scenarios/retablir", post(scenario::restore))
        .route("/scenarios/formulaire", get(scenario_form::show).post(scenario_form::change))
        .route("/scenarios/regles", get(scenario_rules::show).post(scenario_rules::change))
        .route("/debiteurs/{id}/scenario", post(scenario_rules::give))
        .route("/modeles", get(templates::show))
        .route("/modeles.txt", get(templates::export))
        .route("/modeles/nouveau", post(templates::fresh_one))
        .route("/modeles/lots", post(templates::install))
        .route("/modeles/mandat", post(templates::set_mandate))
        .route("/modeles/{id}", get(template::show))
        .route("/modeles/{id}/apercu", post(template::preview))
        .route("/modeles/{id}/enregistrer", post(template::save))
        .route("/modeles/{id}/essai", post(template::test))
        .route("/modeles/{id}/retablir", post(template::restore))
        .route("/modeles/{id}/retirer", post(template::retire))
}

/// All pages: those behind the gate, and the eight that need no session; a calendar's address and the links of salesmen, owners and debtors are their own secrets.
pub fn pages(site: &Site) -> Router<Site> {
    let behind_the_gate = accounts_and_connections()
        .merge(incoming())
        .merge(legal())
        .merge(scenarios_and_templates())
        .merge(decisions())
        .merge(post_office())
        .merge(conversation())
        .merge(contested())
        .merge(agreements())
        .merge(desk())
        .merge(guide())
        .route("/", get(dashboard::show))
        .route("/indicateurs", get(figures::show))
        .route("/indicateurs.csv", get(figures::csv))
        .route("/indicateurs/detail", get(behind::show))
        .route("/indicateurs/detail.csv", get(behind::csv))
        .route("/indicateurs/encaissements", get(forecast::show))
        .route("/indicateurs/encaissements.csv", get(forecast::csv))
        .route("/factures", get(items::show))
        .route("/factures.csv", get(items::csv))
        .route("/balance-agee", get(ageing::show))
        .route("/balance-agee.csv", get(ageing::csv))
        .route("/debiteurs", get(debtors::show))
        .route("/debiteurs/{id}", get(debtor::show))
        .route("/debiteurs/{id}/releve.pdf", get(debtor::statement))
        .route("/debiteurs/{id}/note", post(debtor::note))
        .route("/debiteurs/{id}/pause", post(debtor::pause))
        .route("/debiteurs/{id}/reprise", post(debtor::resume))
        .route("/debiteurs/{id}/evenement", post(claims::record))
        .route("/debiteurs/{id}/evenement/annuler", post(claims::cancel))
        .route("/debiteurs/{id}/creance", get(claim::show).post(claim::save).layer(DefaultBodyLimit::max(PROOF_BYTES)))
        .route("/debiteurs/{id}/creance/motif", post(claim::override_checks))
        .route("/debiteurs/{id}/creance/piece", get(claim::document))
        .route("/debiteurs/{id}/facture/piece", get(einvoice::document))
        .route("/debiteurs/{id}/reglements", get(operation::paid).post(operation::do_paid))
        .route("/debiteurs/{id}/ecarts", get(operation::given_up).post(operation::do_given_up))
        .route("/debiteurs/{id}/operations/defaire", post(settlement::undo))
        .route("/debiteurs/{id}/delais", post(settlement::set_terms))
        .route("/debiteurs/{id}/cours", post(settlement::enter_rate))
        .route("/comptabilite", get(accounting::show))
        .route("/comptabilite.csv", get(accounting::csv))
        .route("/comptabilite/reglages", post(accounting::set))
        .route("/ce-soir", get(tonight::show))
        .route("/ce-soir/lancer", post(tonight::run))
        .route("/actions/{id}", get(action::show))
        .route("/actions/{id}/message.eml", get(action::eml))
        .route("/actions/{id}/releve.pdf", get(action::statement))
        .route("/actions/{id}/courrier.pdf", get(action::letter))
        .route("/actions/{id}/approuver", post(action::approve))
        .route("/actions/{id}/annuler", post(action::cancel))
        .route("/actions/{id}/fait", post(action::done))
        .route("/actions/{id}/renvoyer", post(action::retry))
        .route("/actions/{id}/statuer", post(action::settle))
        .route("/journal", get(journal::show))
        .route("/recherche", get(search::show))
        .route_layer(axum::middleware::from_fn_with_state(site.clone(), gate));
    Router::new()
        .merge(behind_the_gate)
        .route("/connexion", get(login::show).post(login::enter))
        .route("/bienvenue", get(welcome::show).post(welcome::enter))
        .route("/deconnexion", post(login::leave))
        .route("/langue", post(login::choose))
        .route("/calendrier/{file}", get(deadlines::feed))
        .route("/opposition/{token}", get(veto::show).post(veto::object))
        .route("/litige/{token}", get(dispute_link::show).post(dispute_link::answer).layer(DefaultBodyLimit::max(ANSWER_BYTES)))
        .route("/echeancier-au-choix/{token}", get(plan_link::show).post(plan_link::act))
        .route("/echeancier-au-choix/{token}/document.pdf", get(plan_link::deed))
        .route("/sante", get(|| async { "ok" }))
        .fallback(lost)
}

/// The largest that a gateway brings.
const RUNG_BYTES: usize = 64 * 1024;

/// Addresses that other machines call without a session: each holds its own secret, and a page of another site that calls one does
/// no more than whoever knows it.
pub fn bells() -> Router<Site> {
    Router::new()
        .route("/sms/entrant/{token}", get(sms_inbound::ring).post(sms_inbound::ring))
        .route("/desinscription/{token}", get(courtesy::show).post(courtesy::decline))
        .layer(DefaultBodyLimit::max(RUNG_BYTES))
}
