//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::Date;

/// Fait payer les factures : encours, relances, rapprochement, chiffres.
#[derive(Debug, Parser)]
#[command(name = "quittance", version, about, max_term_width = 110, propagate_version = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One compact object a line.
    Json,
    /// A table, where the command has one.
    Csv,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse_from_str(text, "%Y-%m-%d").map_err(|_| format!("« {text} » n’est pas une date ; écrivez par exemple 2026-11-22"))
}

/// Stand before or after the command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Dossier de la base embarquée et des documents
    #[arg(long, global = true, env = "QUITTANCE_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Base PostgreSQL à la place de la base embarquée (postgres://…)
    #[arg(long, global = true, env = "QUITTANCE_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// Organisation concernée (par défaut : la seule)
    #[arg(long, global = true, value_name = "SLUG")]
    pub(crate) organisation: Option<String>,
    /// Date métier, à la place de celle de l’horloge (AAAA-MM-JJ)
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub(crate) today: Option<Date>,
    /// Envoi : smtp://… , smtps://… ou dir:DOSSIER pour des fichiers .eml
    #[arg(long, global = true, env = "QUITTANCE_MAIL", value_name = "URL", hide_env_values = true)]
    pub(crate) mail: Option<String>,
    /// Présentation du résultat
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Construit une démonstration vivante et l’ouvre
    #[command(after_help = "Exemple : quittance demo --listen 127.0.0.1:8080")]
    Demo {
        /// Adresse et port des pages
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
        listen: String,
        /// Construit sans ouvrir
        #[arg(long)]
        no_serve: bool,
    },
    /// Crée l’organisation, son créancier et le premier utilisateur
    #[command(
        after_help = "Exemple : quittance init --name \"Ateliers Vasseur\" --siren 812345676 --email compta@vasseur.fr --legal-form SAS --capital 50000 --rcs-town Lyon --street \"1 rue Neuve\" --postcode 69001 --city Lyon --iban FR76…"
    )]
    Init(Init),
    /// Ouvre les pages ; la nuit s’exécute à 06:00 et les messages partent
    #[command(after_help = "Exemple : quittance serve --listen 127.0.0.1:8080 --mail smtps://nom:motdepasse@smtp.exemple.fr")]
    Serve {
        /// Adresse et port des pages
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// Pages seules : ni nuit, ni envoi
        #[arg(long)]
        no_worker: bool,
    },
    /// Exécute la nuit et les envois, sans pages
    #[command(after_help = "Exemple : quittance worker --database postgres://quittance@localhost/quittance")]
    Worker,
    /// Lit des fichiers sans base et dit ce qu’ils contiennent
    #[command(after_help = "Exemple : quittance inspect 812345676FEC20261231.txt --format json")]
    Inspect {
        /// Fichiers à lire
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Type, au lieu de le deviner
        #[arg(long, value_name = "K")]
        kind: Option<String>,
    },
    /// Importe des fichiers : FEC, clients, factures, relevés bancaires
    #[command(after_help = "Exemple : quittance import clients.csv 812345676FEC20261231.txt releve.xml")]
    Import {
        /// Fichiers à importer
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Type, au lieu de le deviner : fec, customers, invoices, bank_statement
        #[arg(long, value_name = "K")]
        kind: Option<String>,
        /// Dit ce qui serait fait, sans rien écrire
        #[arg(long)]
        dry_run: bool,
    },
    /// Rapproche les lignes bancaires des factures
    #[command(name = "match", after_help = "Exemple : quittance match --dry-run")]
    Match {
        /// Dit ce qui serait fait, sans rien écrire
        #[arg(long)]
        dry_run: bool,
    },
    /// La journée : rapprocher, décider, mettre en file
    #[command(after_help = "Exemple : quittance run --send --mail smtps://nom:motdepasse@smtp.exemple.fr")]
    Run {
        /// Dit ce qui serait fait, sans rien écrire
        #[arg(long, conflicts_with = "send")]
        dry_run: bool,
        /// Envoie aussi ce qui peut partir
        #[arg(long)]
        send: bool,
        /// Confirme le premier envoi de cette installation
        #[arg(long)]
        yes: bool,
    },
    /// Explique ce que reçoit un débiteur aujourd’hui
    #[command(after_help = "Exemple : quittance why C000042")]
    Why {
        /// Code, nom exact ou SIREN
        debtor: String,
    },
    /// Balance âgée à la date métier
    #[command(after_help = "Exemple : quittance ageing --by category --today 2026-06-30 --format csv")]
    Ageing {
        /// Lignes : debtor, category ou collector
        #[arg(long, default_value = "debtor")]
        by: String,
        /// Devise (par défaut : l’euro, sinon la première)
        #[arg(long)]
        currency: Option<String>,
    },
    /// Établit une lettre en PDF
    #[command(after_help = "Exemple : quittance letter reminder --debtor C000042 -o lettre.pdf")]
    Letter {
        /// Nature : reminder
        kind: String,
        /// Code, nom exact ou SIREN
        #[arg(long, value_name = "D")]
        debtor: String,
        /// Fichier à écrire
        #[arg(short, long, value_name = "FILE.pdf")]
        output: PathBuf,
    },
    /// Contrôle chaque invariant sur les données réelles
    #[command(after_help = "Exemple : quittance doctor --format json")]
    Doctor,
    /// Sauvegarde base et documents dans un fichier
    #[command(after_help = "Exemple : quittance backup quittance.backup")]
    Backup {
        /// Fichier à écrire
        file: PathBuf,
    },
    /// Reprend une sauvegarde dans une base vide
    #[command(after_help = "Exemple : quittance restore quittance.backup --data ./reprise")]
    Restore {
        /// Fichier à lire
        file: PathBuf,
    },
    /// Vérifie la chaîne du journal
    #[command(after_help = "Exemple : quittance verify")]
    Verify,
    /// Produit un portefeuille synthétique pour les mesures
    #[command(after_help = "Exemple : quittance generate --invoices 100000 --seed 42 -o portefeuille")]
    Generate(Generate),
}

/// What `init` is told.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Dénomination du créancier
    #[arg(long)]
    pub(crate) name: String,
    /// SIREN
    #[arg(long)]
    pub(crate) siren: String,
    /// IBAN de règlement
    #[arg(long, default_value = "")]
    pub(crate) iban: String,
    /// BIC
    #[arg(long, default_value = "")]
    pub(crate) bic: String,
    /// Titulaire exact du compte (par défaut : la dénomination)
    #[arg(long, default_value = "")]
    pub(crate) iban_holder: String,
    /// Adresse de réponse, et connexion du premier utilisateur
    #[arg(long, default_value = "")]
    pub(crate) email: String,
    /// Forme juridique (SAS, SARL, EI…)
    #[arg(long, default_value = "")]
    pub(crate) legal_form: String,
    /// Capital social en euros
    #[arg(long, default_value = "")]
    pub(crate) capital: String,
    /// Ville du RCS
    #[arg(long, default_value = "")]
    pub(crate) rcs_town: String,
    /// Rue du siège
    #[arg(long, default_value = "")]
    pub(crate) street: String,
    /// Code postal du siège
    #[arg(long, default_value = "")]
    pub(crate) postcode: String,
    /// Ville du siège
    #[arg(long, default_value = "")]
    pub(crate) city: String,
    /// Téléphone
    #[arg(long, default_value = "")]
    pub(crate) phone: String,
    /// Nom du premier utilisateur
    #[arg(long, default_value = "Administrateur")]
    pub(crate) user_name: String,
    /// Mot de passe du premier utilisateur ; à défaut il est tiré au sort et affiché une fois
    #[arg(long, env = "QUITTANCE_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,
}

/// What `generate` is told.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Nombre de factures sur toute la période
    #[arg(long, default_value_t = 10_000)]
    pub(crate) invoices: usize,
    /// Nombre de clients (par défaut : un dixième)
    #[arg(long)]
    pub(crate) customers: Option<usize>,
    /// Part des factures encore ouvertes
    #[arg(long, default_value_t = 0.12)]
    pub(crate) open_share: f64,
    /// Graine du hasard
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// Date de référence
    #[arg(long, default_value = "2026-06-30", value_parser = date)]
    pub(crate) date: Date,
    /// Dossier à écrire
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}
