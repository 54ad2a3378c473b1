//! What is typed of the channels: mailbox, text messages, letters. A secret is never an argument.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where the main secret of a command comes from.
#[derive(Debug, Args)]
pub(crate) struct SecretFrom {
    /// Lit le secret sur l’entrée standard
    #[arg(long, conflicts_with = "secret_file")]
    pub(crate) secret_stdin: bool,
    /// Lit le secret dans un fichier, - pour l’entrée standard
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,
}

/// What is done with the mailbox.
#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Enregistre la boîte, une fois la connexion essayée ; le mot de passe ne s’écrit pas en argument
    #[command(
        after_help = "Exemple : quittance mail set imap.exemple.fr --login relances@exemple.fr --secret-file motdepasse.txt\nSecrets aussi par QUITTANCE_MAILBOX_SECRET et QUITTANCE_MAILBOX_CLIENT_SECRET ; sans rien, ceux qui sont là restent."
    )]
    Set(Box<MailSet>),
    /// Dit comment la boîte est réglée et quand elle a été relevée
    #[command(after_help = "Exemple : quittance mail show --format json")]
    Show,
    /// Essaie la connexion, sans rien lire
    #[command(after_help = "Exemple : quittance mail test")]
    Test,
    /// Relève la boîte une fois
    #[command(after_help = "Exemple : quittance mail fetch --format json")]
    Fetch,
}

/// A mailbox as it is typed.
#[derive(Debug, clap::Args)]
pub(crate) struct MailSet {
    /// Serveur IMAP
    pub(crate) host: String,
    /// Identifiant de la boîte
    #[arg(long)]
    pub(crate) login: String,
    /// Port (par défaut 993 avec TLS, 143 sinon)
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Chiffrement : tls (par défaut), starttls, none (serveur de cette machine seulement)
    #[arg(long, default_value = "tls", hide_default_value = true)]
    pub(crate) security: String,
    /// Dossier (par défaut INBOX)
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) folder: String,
    /// Autorité de certification, en fichier PEM
    #[arg(long, value_name = "PEM", default_value = "", hide_default_value = true)]
    pub(crate) ca: String,
    /// Connexion par OAuth 2.0 : microsoft, google ou other ; le secret est alors le jeton de renouvellement
    #[arg(long, value_name = "P", default_value = "", hide_default_value = true)]
    pub(crate) oauth: String,
    /// OAuth 2.0 : identifiant de l’application
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    pub(crate) client: String,
    /// OAuth 2.0, Microsoft : annuaire (par défaut tous)
    #[arg(long, value_name = "T", default_value = "", hide_default_value = true)]
    pub(crate) tenant: String,
    /// OAuth 2.0, autre fournisseur : adresse des jetons
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    pub(crate) token_endpoint: String,
    #[command(flatten)]
    pub(crate) secret: SecretFrom,
    /// OAuth 2.0 : lit le secret de l’application dans un fichier, - pour l’entrée standard
    #[arg(long, value_name = "FILE")]
    pub(crate) client_secret_file: Option<PathBuf>,
}

/// A gateway of text messages as it is typed.
#[derive(Debug, clap::Args)]
pub(crate) struct SmsSet {
    /// Passerelle : ovh, brevo ou generic
    pub(crate) provider: String,
    /// Mobile qui reçoit l’essai
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) number: String,
    /// Expéditeur : 3 à 11 lettres ou chiffres
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) sender: String,
    /// Prix d’un SMS, en euros hors taxes
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) price: String,
    /// Adresse (par défaut celle du prestataire)
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    pub(crate) endpoint: String,
    /// OVHcloud : compte SMS
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) account: String,
    /// OVHcloud : clé d’application
    #[arg(long, value_name = "KEY", default_value = "", hide_default_value = true)]
    pub(crate) application_key: String,
    /// Autre passerelle : POST (par défaut), PUT ou GET
    #[arg(long, default_value = "POST", hide_default_value = true)]
    pub(crate) method: String,
    /// Autre passerelle : json (par défaut) ou form
    #[arg(long, value_name = "F", default_value = "json", hide_default_value = true)]
    pub(crate) body_format: String,
    /// Autre passerelle : fichier du corps, avec {to}, {number}, {text}, {from} et {id}
    #[arg(long, value_name = "FILE")]
    pub(crate) body: Option<PathBuf>,
    /// Autre passerelle : pointeur JSON vers l’identifiant
    #[arg(long, value_name = "P", default_value = "", hide_default_value = true)]
    pub(crate) pointer: String,
    #[command(flatten)]
    pub(crate) secret: SecretFrom,
    /// OVHcloud : lit la clé de consommateur dans un fichier, - pour l’entrée standard
    #[arg(long, value_name = "FILE")]
    pub(crate) consumer_key_file: Option<PathBuf>,
    /// Autre passerelle : lit les en-têtes dans un fichier, un par ligne, - pour l’entrée standard
    #[arg(long, value_name = "FILE")]
    pub(crate) headers_file: Option<PathBuf>,
}

/// What is done with the service that posts letters.
#[derive(Debug, Subcommand)]
pub(crate) enum PostCommand {
    /// Enregistre le prestataire, une fois ses identifiants acceptés ; la clé secrète ne s’écrit pas en argument
    #[command(
        after_help = "Exemple : quittance post set merci_facteur --service ab12cd --user 42 --registered --registered-price 7,25 --secret-file cle.txt\nClé aussi par QUITTANCE_POST_SECRET ; sans rien, celle qui est là reste.\nSans --letters ni --registered, tout reste imprimé et posté par vos soins."
    )]
    Set(Box<PostSet>),
    /// Dit comment le prestataire est réglé, et ce qu’il a coûté ce mois-ci
    #[command(after_help = "Exemple : quittance post show --format json")]
    Show,
    /// Demande au prestataire s’il accepte les identifiants ; n’envoie rien
    #[command(after_help = "Exemple : quittance post test")]
    Test,
    /// Ne confie plus rien : tout est imprimé et posté par vos soins
    #[command(after_help = "Exemple : quittance post stop")]
    Stop,
    /// Confie de nouveau
    #[command(after_help = "Exemple : quittance post resume")]
    Resume,
}

/// The service that prints and posts letters.
#[derive(Debug, Args)]
pub(crate) struct PostSet {
    /// merci_facteur, ou folder (dossier d’un atelier d’impression)
    pub(crate) provider: String,
    /// Identifiant de service (service ID)
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) service: String,
    /// Numéro de l’utilisateur au nom duquel les lettres partent
    #[arg(long, default_value = "", hide_default_value = true, value_name = "N")]
    pub(crate) user: String,
    /// Adresse du prestataire (par défaut la sienne)
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL")]
    pub(crate) endpoint: String,
    /// Lui confie les lettres simples
    #[arg(long)]
    pub(crate) letters: bool,
    /// Lui confie les recommandés et les mises en demeure
    #[arg(long)]
    pub(crate) registered: bool,
    /// Recto seul (par défaut recto verso)
    #[arg(long)]
    pub(crate) simplex: bool,
    /// Prix attendu d’une lettre, en euros hors taxe
    #[arg(long, default_value = "", hide_default_value = true, value_name = "EUR")]
    pub(crate) letter_price: String,
    /// Prix attendu d’un recommandé, en euros hors taxe
    #[arg(long, default_value = "", hide_default_value = true, value_name = "EUR")]
    pub(crate) registered_price: String,
    #[command(flatten)]
    pub(crate) secret: SecretFrom,
}

/// What is done with the service of electronic registered letters.
#[derive(Debug, Subcommand)]
pub(crate) enum ElectronicCommand {
    /// Enregistre le compte AR24, une fois accepté ; rien n’est envoyé. Jeton et clé privée ne s’écrivent pas en argument
    #[command(
        after_help = "Exemple : quittance electronic set --user 1042 --price 3,99 --token-file jeton.txt --private-key-file cle.txt\nSecrets aussi par QUITTANCE_AR24_TOKEN et QUITTANCE_AR24_PRIVATE_KEY ; sans rien, ceux qui sont là restent."
    )]
    Set(Box<ElectronicSet>),
    /// Dit comment le service est réglé
    #[command(after_help = "Exemple : quittance electronic show --format json")]
    Show,
    /// N’envoie plus rien par ce service : tout recommandé part sur papier
    #[command(after_help = "Exemple : quittance electronic stop")]
    Stop,
    /// Envoie de nouveau par ce service
    #[command(after_help = "Exemple : quittance electronic resume")]
    Resume,
}

/// The service of electronic registered letters.
#[derive(Debug, Args)]
pub(crate) struct ElectronicSet {
    /// Numéro de l’expéditeur chez AR24
    #[arg(long, value_name = "N")]
    pub(crate) user: String,
    /// Adresse du service (par défaut la sienne)
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL")]
    pub(crate) endpoint: String,
    /// Prix attendu d’un recommandé, en euros hors taxe
    #[arg(long, default_value = "", hide_default_value = true, value_name = "EUR")]
    pub(crate) price: String,
    /// Lit le jeton dans un fichier, - pour l’entrée standard
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// Lit la clé privée dans un fichier, - pour l’entrée standard
    #[arg(long, value_name = "FILE")]
    pub(crate) private_key_file: Option<PathBuf>,
}
