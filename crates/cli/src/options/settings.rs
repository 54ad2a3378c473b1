//! What is set of an organisation and its channels, and the key of its secrets.

use clap::{Args, Subcommand};

use super::SmsSet;

/// What is done with the gateway of text messages.
#[derive(Debug, Subcommand)]
pub(crate) enum SmsCommand {
    /// Enregistre la passerelle, une fois un SMS d’essai accepté ; les secrets ne s’écrivent pas en argument
    #[command(
        after_help = "Exemple : quittance sms set brevo --sender ELAN --price 0,058 --number \"06 12 34 56 78\" --secret-file cle.txt\nSecrets aussi par QUITTANCE_SMS_SECRET (secret d’application OVHcloud, clé d’API Brevo), QUITTANCE_SMS_CONSUMER_KEY (OVHcloud), QUITTANCE_SMS_HEADERS (autre passerelle : un en-tête par ligne)"
    )]
    Set(Box<SmsSet>),
    /// Dit comment la passerelle est réglée, et ce qu’elle a coûté ce mois-ci
    #[command(after_help = "Exemple : quittance sms show --format json")]
    Show,
    /// Envoie un SMS d’essai
    #[command(after_help = "Exemple : quittance sms test \"06 12 34 56 78\"")]
    Test {
        /// Mobile qui reçoit l’essai
        number: String,
    },
    /// Liste les mobiles qui ne reçoivent plus de SMS
    #[command(after_help = "Exemple : quittance sms stops --format json")]
    Stops,
    /// N’envoie plus de SMS à un mobile
    #[command(after_help = "Exemple : quittance sms stop \"06 12 34 56 78\" --note \"dit au téléphone\"")]
    Stop {
        /// Mobile
        number: String,
        /// Pourquoi
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Envoie de nouveau des SMS à un mobile
    #[command(after_help = "Exemple : quittance sms lift \"06 12 34 56 78\"")]
    Lift {
        /// Mobile
        number: String,
    },
    /// Suspend ou reprend l’envoi de SMS
    #[command(after_help = "Exemple : quittance sms sending off")]
    Sending {
        /// on ou off
        #[arg(value_parser = ["on", "off"])]
        state: String,
    },
    /// Ouvre l’adresse par laquelle la passerelle dit qu’un débiteur a répondu ; sa partie secrète n’est affichée qu’une fois
    #[command(after_help = "Exemple : quittance sms inbound open --number-field from --text-field text")]
    Inbound {
        /// open, close ou show
        #[arg(value_parser = ["open", "close", "show"])]
        what: String,
        /// Champ du numéro, pour une autre passerelle
        #[arg(long, default_value = "from")]
        number_field: String,
        /// Champ du texte
        #[arg(long, default_value = "text")]
        text_field: String,
        /// Champ du numéro de message ; peut être vide
        #[arg(long, default_value = "id")]
        id_field: String,
    },
}

/// What is done with alerts.
#[derive(Debug, Subcommand)]
pub(crate) enum AlertsCommand {
    /// Liste les alertes en place, et combien de comptes les remplissent
    #[command(after_help = "Exemple : quittance alerts list --format json")]
    List,
    /// Montre une alerte et les comptes qui la remplissent
    #[command(after_help = "Exemple : quittance alerts show \"Gros retards\"")]
    Show {
        /// Nom ou identifiant
        #[arg(value_name = "ALERT")]
        alert: String,
    },
    /// Met une alerte en place
    #[command(after_help = "Exemple : quittance alerts create --min-late 20000 --silent-days 10 --email direction@exemple.fr")]
    Create {
        #[command(flatten)]
        condition: AlertCondition,
        /// Nom (par défaut fait de ce qu’elle demande)
        #[arg(long, default_value = "", hide_default_value = true)]
        name: String,
        /// Personne de la maison à prévenir par e-mail
        #[arg(long, default_value = "", hide_default_value = true)]
        email: String,
        /// Dit combien de comptes la rempliraient, sans rien écrire
        #[arg(long)]
        dry_run: bool,
    },
    /// Retire une alerte
    #[command(after_help = "Exemple : quittance alerts remove \"Gros retards\"")]
    Remove {
        /// Nom ou identifiant
        #[arg(value_name = "ALERT")]
        alert: String,
    },
    /// Regarde les alertes maintenant : note et prévient des comptes qui les remplissent depuis
    #[command(after_help = "Exemple : quittance alerts run")]
    Run,
}

/// What an alert asks of an account: all of it, and at least one of the first three.
#[derive(Debug, Args)]
pub(crate) struct AlertCondition {
    /// Au moins ce montant en retard, en euros
    #[arg(long, value_name = "AMOUNT", default_value = "", hide_default_value = true)]
    pub(crate) min_late: String,
    /// Aucun contact depuis ce nombre de jours
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub(crate) silent_days: Option<i64>,
    /// Une facture en retard d’au moins ce nombre de jours
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub(crate) days_late: Option<i64>,
    /// Catégorie de débiteurs
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) category: String,
    /// Chargé de recouvrement
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) collector: String,
}

/// What is done with the settings of an organisation.
#[derive(Debug, Subcommand)]
pub(crate) enum SettingsCommand {
    /// Montre les réglages, tous ou ceux qui sont nommés
    #[command(after_help = "Exemple : quittance settings get veto.address --format json")]
    Get {
        /// unsubscribe.enabled, unsubscribe.address, veto.enabled, veto.address, disputes.address, disputes.email, disputes.answers
        keys: Vec<String>,
    },
    /// Change des réglages, tous ou aucun de ceux d’une famille
    #[command(after_help = "Exemple : quittance settings set veto.enabled=true veto.address=https://relances.exemple.fr")]
    Set {
        /// réglage=valeur
        #[arg(required = true, value_name = "KEY=VALUE")]
        pairs: Vec<String>,
    },
}

/// What is done with the secrets that the base keeps.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Essaie d’ouvrir chaque secret et dit ceux qu’il faut saisir de nouveau
    #[command(after_help = "Exemple : quittance secrets check")]
    Check,
    /// Scelle tous les secrets par une nouvelle clé ; interrompue, la commande se reprend
    #[command(after_help = "Exemple : quittance secrets rotate --forget-old")]
    Rotate {
        /// Oublie les anciennes clés : les sauvegardes d’avant ne s’ouvriront plus sans une copie de leur clé
        #[arg(long)]
        forget_old: bool,
    },
}
