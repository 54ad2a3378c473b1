//! What can be typed.

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use domain::Date;

mod channels;
mod settings;

pub(crate) use channels::{ElectronicCommand, MailCommand, MailSet, PostCommand, SecretFrom, SmsSet};
pub(crate) use settings::{AlertCondition, AlertsCommand, SecretsCommand, SettingsCommand, SmsCommand};

/// Fait payer les factures : encours, relances, rapprochement, chiffres.
#[derive(Debug, Parser)]
#[command(name = "quittance", version, max_term_width = 110, propagate_version = true, disable_help_subcommand = true)]
#[command(subcommand_value_name = "COMMANDE", subcommand_help_heading = "Commandes")]
#[command(after_help = "Aide d’une commande : quittance COMMANDE --help")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    // No documentation comments here: clap would print them, each on a line of its own.
    Text,
    Json,
    Csv,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse_from_str(text, "%Y-%m-%d").map_err(|_| format!("« {text} » n’est pas une date ; écrivez par exemple 2026-11-22"))
}

/// Stand before or after the command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options communes")]
pub(crate) struct Global {
    /// Dossier de la base embarquée et des documents (ou QUITTANCE_DATA ; par défaut ./quittance-data)
    #[arg(long, global = true, env = "QUITTANCE_DATA", value_name = "DIR", hide_env = true)]
    pub(crate) data: Option<PathBuf>,
    /// Base PostgreSQL à la place de la base embarquée, postgres://… (ou QUITTANCE_DATABASE)
    #[arg(long, global = true, env = "QUITTANCE_DATABASE", value_name = "URL", hide_env = true)]
    pub(crate) database: Option<String>,
    /// Organisation concernée (par défaut : la seule)
    #[arg(long, global = true, value_name = "SLUG")]
    pub(crate) organisation: Option<String>,
    /// Date métier, à la place de celle de l’horloge (AAAA-MM-JJ)
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub(crate) today: Option<Date>,
    /// Envoi : smtp://… , smtps://… ou dir:DOSSIER pour des fichiers .eml (ou QUITTANCE_MAIL)
    #[arg(long, global = true, env = "QUITTANCE_MAIL", value_name = "URL", hide_env = true)]
    pub(crate) mail: Option<String>,
    /// Lit l’adresse d’envoi dans un fichier, - pour l’entrée standard : un mot de passe ne se lit pas dans la liste des programmes
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) mail_file: Option<PathBuf>,
    /// Lit l’adresse d’envoi sur l’entrée standard
    #[arg(long, global = true, conflicts_with = "mail_file")]
    pub(crate) mail_stdin: bool,
    /// Lit l’adresse de la base PostgreSQL dans un fichier, - pour l’entrée standard
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) database_file: Option<PathBuf>,
    /// Présentation du résultat : text (par défaut), json ou csv
    #[arg(long, global = true, value_enum, default_value = "text", hide_possible_values = true, hide_default_value = true)]
    pub(crate) format: Format,
}

/// What stands before the list of options; clap's own begins with English words.
const HELP: &str = "{about-with-newline}\nUtilisation : {usage}\n\n{all-args}{after-help}\n";

impl Arguments {
    /// Reads what was typed; help goes to stdout, wrong usage to stderr with the exit code 2.
    pub(crate) fn read() -> Self {
        let mut command = in_french(Self::command());
        // Clap's errors exit by themselves; this one cannot occur, since the names come from the same place.
        Self::from_arg_matches(&command.get_matches_mut()).unwrap_or_else(|error| error.format(&mut command).exit())
    }
}

/// The same command, and those below it, with French words where clap lets them be chosen.
fn in_french(command: clap::Command) -> clap::Command {
    let help = clap::Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("Affiche cette aide")
        .display_order(998)
        .help_heading("Options communes");
    let version = clap::Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help("Affiche la version")
        .display_order(999)
        .help_heading("Options communes");
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let command = command.help_template(HELP).disable_help_flag(true).disable_version_flag(true).arg(help).arg(version);
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, in_french))
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Construit une démonstration vivante et l’ouvre
    #[command(after_help = "Exemple : quittance demo --listen 127.0.0.1:8080")]
    Demo {
        /// Adresse et port des pages (par défaut 127.0.0.1:8080)
        #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR", hide_default_value = true)]
        listen: String,
        /// Construit sans ouvrir
        #[arg(long)]
        no_serve: bool,
    },
    /// Crée l’organisation, son créancier et le premier utilisateur
    #[command(
        after_help = "Exemple : quittance init --name \"Ateliers Vasseur\" --siren 812345676 --email compta@vasseur.fr --legal-form SAS --capital 50000 --rcs-town Lyon --street \"1 rue Neuve\" --postcode 69001 --city Lyon --iban FR76…"
    )]
    Init(Box<Init>),
    /// Ouvre les pages ; la nuit s’exécute à 06:00 et les messages partent
    #[command(after_help = "Exemple : quittance serve --listen 127.0.0.1:8080 --mail-file envoi.txt")]
    Serve {
        /// Adresse et port des pages (par défaut le réglage « listen », 127.0.0.1:8080)
        #[arg(long, value_name = "ADDR")]
        listen: Option<String>,
        /// Pages seules : ni nuit, ni envoi, ni dossier surveillé
        #[arg(long)]
        no_worker: bool,
        /// Dossier surveillé : les fichiers déposés sont importés (par défaut le réglage « watch »)
        #[arg(long, value_name = "DIR")]
        watch: Option<PathBuf>,
    },
    /// Exécute la nuit et les envois, sans pages
    #[command(after_help = "Exemple : quittance worker --database postgres://quittance@localhost/quittance")]
    Worker {
        /// Dossier surveillé : les fichiers déposés sont importés (par défaut le réglage « watch »)
        #[arg(long, value_name = "DIR")]
        watch: Option<PathBuf>,
    },
    /// Crée, liste et révoque les jetons d’accès à l’API
    #[command(after_help = "Exemple : quittance token create \"ERP\" --scopes read,push,match")]
    Token {
        #[command(subcommand)]
        what: TokenCommand,
    },
    /// Règle, essaie et relève la boîte où les débiteurs répondent (IMAP)
    #[command(after_help = "Exemple : quittance mail fetch")]
    Mail {
        #[command(subcommand)]
        what: MailCommand,
    },
    /// Règle, montre et essaie le prestataire qui imprime et poste les lettres
    #[command(after_help = "Exemple : quittance post test")]
    Post {
        #[command(subcommand)]
        what: PostCommand,
    },
    /// Règle, montre et suspend le service des recommandés électroniques
    #[command(after_help = "Exemple : quittance electronic show")]
    Electronic {
        #[command(subcommand)]
        what: ElectronicCommand,
    },
    /// Règle, montre et essaie la passerelle des SMS
    #[command(after_help = "Exemple : quittance sms test \"06 12 34 56 78\"")]
    Sms {
        #[command(subcommand)]
        what: SmsCommand,
    },
    /// Vérifie, montre et met en vigueur le scénario de relance, écrit en fichier
    #[command(after_help = "Exemple : quittance scenario check relance.toml")]
    Scenario {
        #[command(subcommand)]
        what: ScenarioCommand,
    },
    /// Vérifie, montre, enregistre et installe les modèles de messages
    #[command(after_help = "Exemple : quittance template check modeles.txt")]
    Template {
        #[command(subcommand)]
        what: TemplateCommand,
    },
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
        /// Corrige les montants déjà connus qu’un tableau de factures change
        #[arg(long)]
        correct: bool,
    },
    /// Demandes de paiement des factures d’un fichier importé : un e-mail par débiteur
    #[command(after_help = "Exemple : quittance requests factures.csv --prepare")]
    Requests {
        /// Nom du fichier importé (par défaut le dernier tableau de factures)
        file: Option<String>,
        /// Met les demandes en file ; sans cette option, rien n’est écrit
        #[arg(long, conflicts_with = "take_back")]
        prepare: bool,
        /// Annule les demandes qui ne sont pas encore parties
        #[arg(long)]
        take_back: bool,
    },
    /// Rapproche les lignes bancaires des factures
    #[command(name = "match", after_help = "Exemple : quittance match --dry-run")]
    Match {
        /// Dit ce qui serait fait, sans rien écrire
        #[arg(long)]
        dry_run: bool,
    },
    /// La journée : rapprocher, décider, mettre en file
    #[command(after_help = "Exemple : quittance run --send --mail-file envoi.txt")]
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
    /// Ce qui manque avant une mise en demeure, et les dates de prescription
    #[command(after_help = "Exemple : quittance preflight C000042 --format json")]
    Preflight {
        /// Code, nom exact ou SIREN
        debtor: String,
    },
    /// Alertes : ce dont vous voulez être prévenu
    #[command(after_help = "Exemple : quittance alerts list")]
    Alerts {
        #[command(subcommand)]
        what: AlertsCommand,
    },
    /// Litiges : ce que les clients contestent, où en est chacun et ce qu’il retient
    #[command(after_help = "Exemple : quittance disputes list --late --format json")]
    Disputes {
        #[command(subcommand)]
        what: DisputesCommand,
    },
    /// Balance âgée à la date métier
    #[command(after_help = "Exemple : quittance ageing --by category --today 2026-06-30 --format csv")]
    Ageing {
        /// Lignes : debtor (par défaut), category, collector, project ou group
        #[arg(long, default_value = "debtor", hide_default_value = true)]
        by: String,
        /// Devise (par défaut : l’euro, sinon la première)
        #[arg(long)]
        currency: Option<String>,
    },
    /// Exporte les écritures comptables d’une période, ou les statuts « Encaissée » des factures électroniques
    #[command(
        after_help = "Exemples : quittance export entries --from 2026-01-01 --to 2026-12-31 --format csv\n           quittance export lifecycle --from 2026-09-01 -o statuts/"
    )]
    Export {
        /// Quoi : entries (créances douteuses, dépréciations, pertes) ou lifecycle (statut 212 par règlement)
        what: String,
        /// Premier jour (par défaut le 1er janvier de l’année de --to)
        #[arg(long, value_name = "DATE", value_parser = date)]
        from: Option<Date>,
        /// Dernier jour (par défaut la date métier)
        #[arg(long, value_name = "DATE", value_parser = date)]
        to: Option<Date>,
        /// Dossier où écrire un fichier par statut (lifecycle)
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
        /// Votre TVA est-elle due à l’encaissement ? Retenu pour les exports suivants (lifecycle)
        #[arg(long, value_name = "on|off")]
        vat_on_collection: Option<String>,
    },
    /// Calcule un délai légal et l’explique, sans base
    #[command(after_help = "Exemple : quittance deadline --rule limit.payment_order.opposition --from 2026-09-15 --zone abroad")]
    Deadline(Deadline),
    /// Établit une lettre en PDF
    #[command(after_help = "Exemple : quittance letter reminder --debtor C000042 -o lettre.pdf")]
    Letter {
        /// Nature : reminder (relance) ou interest (décompte des pénalités)
        kind: String,
        /// Code, nom exact ou SIREN
        #[arg(long, value_name = "D")]
        debtor: String,
        /// Fichier à écrire
        #[arg(short, long, value_name = "FILE.pdf")]
        output: PathBuf,
    },
    /// Calcule les pénalités de retard d’une créance, ligne par ligne, sans base
    #[command(after_help = "Exemple : quittance interest --amount 10000 --due 2026-05-01 --until 2026-09-03 --payment 2026-07-01=4000")]
    Interest(Box<Interest>),
    /// Taux, montants et délais légaux en vigueur à la date métier, avec leur texte
    #[command(after_help = "Exemple : quittance law --today 2026-12-31")]
    Law,
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
    /// Montre et change les réglages de l’organisation : désinscription, opposition des commerciaux, litiges
    #[command(after_help = "Exemple : quittance settings set unsubscribe.enabled=true unsubscribe.address=https://relances.exemple.fr")]
    Settings {
        #[command(subcommand)]
        what: SettingsCommand,
    },
    /// Vérifie et renouvelle la clé qui ouvre les secrets gardés dans la base
    #[command(after_help = "Exemple : quittance secrets rotate")]
    Secrets {
        #[command(subcommand)]
        what: SecretsCommand,
    },
    /// Vérifie la chaîne du journal
    #[command(after_help = "Exemple : quittance verify")]
    Verify,
    /// Produit un portefeuille synthétique pour les mesures
    #[command(after_help = "Exemple : quittance generate --invoices 100000 --seed 42 -o portefeuille")]
    Generate(Generate),
}

/// What is asked of disputes.
#[derive(Debug, Subcommand)]
pub(crate) enum DisputesCommand {
    /// Liste les litiges en cours, la limite la plus proche d’abord
    #[command(after_help = "Exemple : quittance disputes list --all --format csv")]
    List {
        /// Les litiges clos aussi
        #[arg(long)]
        all: bool,
        /// Seulement ceux dont la limite est passée
        #[arg(long)]
        late: bool,
        /// Mots du client, des factures, de la note ou du responsable
        #[arg(long, value_name = "MOTS")]
        search: Option<String>,
    },
    /// Montre un litige, ce qu’il retient de chaque facture et son histoire
    #[command(after_help = "Exemple : quittance disputes show 0199f0c2-… --format json")]
    Show {
        /// Identifiant donné par la liste
        id: String,
    },
}

/// What is done with scenarios.
#[derive(Debug, Subcommand)]
pub(crate) enum ScenarioCommand {
    /// Lit chaque fichier, dit ce qui n’y va pas et exécute ses tests, sans base
    #[command(after_help = "Exemple : quittance scenario check relance.toml --format json")]
    Check {
        /// Fichiers TOML à vérifier
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Liste les scénarios, ce qui les suit aujourd’hui et les règles qui les donnent
    #[command(after_help = "Exemple : quittance scenario list --format json")]
    List,
    /// Écrit le texte d’un scénario, celui par défaut sans nom
    #[command(after_help = "Exemple : quittance scenario show \"Relance douce\" > relance.toml")]
    Show {
        /// Nom du scénario
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
    /// Met un fichier en vigueur, après ses tests ; dit qui avance et qui recule
    #[command(after_help = "Exemple : quittance scenario set relance.toml --scenario \"Relance douce\" --dry-run", visible_alias = "save")]
    Set {
        /// Fichier TOML
        file: PathBuf,
        /// Scénario à changer, par son nom ; celui par défaut sinon
        #[arg(long, value_name = "NAME", conflicts_with = "new")]
        scenario: Option<String>,
        /// Crée un scénario de plus, que personne ne suit encore
        #[arg(long)]
        new: bool,
        /// Dit l’effet sur les comptes d’aujourd’hui et n’écrit rien
        #[arg(long)]
        dry_run: bool,
    },
    /// Donne un scénario à un débiteur, ou à tous les postes sans règle
    #[command(
        after_help = "Exemples : quittance scenario bind --debtor C00042 \"Relance douce\" --reason \"client historique\"\n           quittance scenario bind --category PME \"Relance douce\" --dry-run"
    )]
    Bind {
        /// Nom du scénario
        #[arg(value_name = "NAME", required_unless_present = "release")]
        name: Option<String>,
        /// Débiteur, par son code, son nom exact ou son SIREN
        #[arg(long, value_name = "DEBTOR", conflicts_with_all = ["category", "default"])]
        debtor: Option<String>,
        /// Pourquoi ce débiteur a son propre scénario
        #[arg(long, value_name = "WORDS", requires = "debtor")]
        reason: Option<String>,
        /// Reprend le scénario donné au débiteur : les règles décident de nouveau
        #[arg(long, requires = "debtor", conflicts_with = "name")]
        release: bool,
        /// Ajoute en tête une règle pour cette catégorie de débiteurs
        #[arg(long, value_name = "CATEGORY", conflicts_with = "default")]
        category: Option<String>,
        /// Fait de ce scénario celui des postes qui ne répondent à aucune règle
        #[arg(long)]
        default: bool,
        /// Dit l’effet sur les comptes d’aujourd’hui et n’écrit rien
        #[arg(long)]
        dry_run: bool,
    },
}

/// What is done with message templates.
#[derive(Debug, Subcommand)]
pub(crate) enum TemplateCommand {
    /// Lit chaque fichier et dit ce que les règles refusent, sans base
    #[command(after_help = "Exemple : quittance template check modeles.txt --format json")]
    Check {
        /// Fichiers de modèles à vérifier
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Exige aussi les mentions de qui recouvre pour autrui (CPCE, art. R124-4)
        #[arg(long)]
        for_others: bool,
    },
    /// Liste les modèles enregistrés
    #[command(after_help = "Exemple : quittance template list")]
    List,
    /// Écrit le texte d’un modèle : celui qui est enregistré, sinon celui qui est fourni
    #[command(after_help = "Exemple : quittance template show first_reminder.email.fr.any > modele.txt")]
    Show {
        /// Clé : étape.type.langue.destinataires
        key: String,
    },
    /// Enregistre les modèles d’un fichier qui ont changé
    #[command(after_help = "Exemple : quittance template save modeles.txt --dry-run")]
    Save {
        /// Fichier de modèles
        file: PathBuf,
        /// Dit ce qui changerait et n’écrit rien
        #[arg(long)]
        dry_run: bool,
    },
    /// Copie un lot de modèles : services, trade, rent ou energy
    #[command(after_help = "Exemple : quittance template install services")]
    Install {
        /// Lot
        pack: String,
    },
}

/// What is done with the keys of the API.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Crée un jeton et l’affiche une seule fois
    #[command(after_help = "Exemple : quittance token create \"ERP\" --scopes push,match --role accountant --until 2027-12-31")]
    Create {
        /// Nom, tel qu’il apparaîtra au journal
        name: String,
        /// Usages séparés par des virgules : read, push, match, decide (par défaut les trois premiers)
        #[arg(long, value_delimiter = ',', default_value = "read,push,match", hide_default_value = true)]
        scopes: Vec<String>,
        /// Rôle : admin, credit_manager, collector, accountant (par défaut), director ou read_only
        #[arg(long, default_value = "accountant", hide_default_value = true)]
        role: String,
        /// Dernier jour (par défaut aucun)
        #[arg(long, value_name = "DATE", value_parser = date)]
        until: Option<Date>,
    },
    /// Liste les jetons
    #[command(after_help = "Exemple : quittance token list --format json")]
    List,
    /// Révoque un jeton
    #[command(after_help = "Exemple : quittance token revoke 01932c6e-…")]
    Revoke {
        /// Son identifiant, donné par « token list »
        id: String,
    },
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
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) iban: String,
    /// BIC
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) bic: String,
    /// Titulaire exact du compte (par défaut : la dénomination)
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) iban_holder: String,
    /// Adresse de réponse, et connexion du premier utilisateur
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) email: String,
    /// Forme juridique (SAS, SARL, EI…)
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) legal_form: String,
    /// Capital social en euros
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) capital: String,
    /// Ville du RCS
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) rcs_town: String,
    /// Rue du siège
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) street: String,
    /// Code postal du siège
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) postcode: String,
    /// Ville du siège
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) city: String,
    /// Téléphone
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) phone: String,
    /// Nom du premier utilisateur (par défaut Administrateur)
    #[arg(long, default_value = "Administrateur", hide_default_value = true)]
    pub(crate) user_name: String,
    /// Lit le mot de passe du premier utilisateur sur l’entrée standard ; à défaut il est tiré au sort et affiché une fois
    #[arg(long, conflicts_with = "password_file")]
    pub(crate) password_stdin: bool,
    /// Lit ce mot de passe dans un fichier, - pour l’entrée standard (ou QUITTANCE_PASSWORD)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    // Refused with the ways that are none of an argument: other users of the machine read those.
    #[arg(long, hide = true)]
    pub(crate) password: Option<String>,
}

/// What `interest` is told.
#[derive(Debug, Args)]
pub(crate) struct Interest {
    /// Montant TTC de la créance
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) amount: String,
    /// Échéance ; pour un particulier, date de la mise en demeure. Les intérêts courent du lendemain
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) due: Date,
    /// Jour d’arrêté du compte, compris
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) until: Date,
    /// Règlement reçu ; répétable
    #[arg(long = "payment", value_name = "DATE=MONTANT")]
    pub(crate) payments: Vec<String>,
    /// Avoir ; répétable
    #[arg(long = "credit", value_name = "DATE=MONTANT")]
    pub(crate) credits: Vec<String>,
    /// Taux : default (BCE + 10 points, + 8 pour un acheteur public), legal, ou un taux convenu comme 12,50
    #[arg(long, value_name = "TAUX")]
    pub(crate) rate: Option<String>,
    /// Débiteur : business (par défaut), consumer ou public
    #[arg(long, default_value = "business", value_name = "K", hide_default_value = true)]
    pub(crate) debtor_kind: String,
    /// Créancier : professional (par défaut) ou individual, pour la colonne du taux légal
    #[arg(long, default_value = "professional", value_name = "C", hide_default_value = true)]
    pub(crate) creditor: String,
    /// Jours de l’année : ACT/365 (par défaut) ou ACT/ACT
    #[arg(long, default_value = "ACT/365", value_name = "BASE", hide_default_value = true)]
    pub(crate) convention: String,
    /// Imputation des règlements : interest-first (par défaut) ou principal-first
    #[arg(long, default_value = "interest-first", value_name = "ORDRE", hide_default_value = true)]
    pub(crate) imputation: String,
    /// Décision exécutoire depuis : le taux légal est majoré de 5 points deux mois après
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) enforceable: Option<Date>,
    /// Jugement d’ouverture d’une procédure collective : les intérêts s’arrêtent la veille
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) insolvency: Option<Date>,
    /// Capitalisation à chaque anniversaire de ce jour, si le contrat ou une décision la prévoit
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) compound_from: Option<Date>,
}

/// What `deadline` is asked.
#[derive(Debug, Args)]
pub(crate) struct Deadline {
    /// Clé du délai ; --list les montre
    #[arg(long, value_name = "KEY", required_unless_present = "list")]
    pub(crate) rule: Option<String>,
    /// Jour de l’acte, de la publication ou de l’audience (AAAA-MM-JJ)
    #[arg(long, value_name = "DATE", value_parser = date, required_unless_present = "list")]
    pub(crate) from: Option<Date>,
    /// Où demeure la personne concernée : mainland (par défaut), alsace-moselle, overseas, abroad ou unknown
    #[arg(long, value_name = "ZONE", default_value = "mainland", hide_default_value = true)]
    pub(crate) zone: String,
    /// Jour de l’ordonnance, pour les délais dont la règle en dépend
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) decided_on: Option<Date>,
    /// Montre les délais connus
    #[arg(long, conflicts_with_all = ["rule", "from", "decided_on"])]
    pub(crate) list: bool,
}

/// What `generate` is told.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// Nombre de factures sur toute la période (par défaut 10000)
    #[arg(long, value_name = "N", default_value_t = 10_000, hide_default_value = true)]
    pub(crate) invoices: usize,
    /// Nombre de clients (par défaut : un dixième)
    #[arg(long)]
    pub(crate) customers: Option<usize>,
    /// Part des factures encore ouvertes (par défaut 0.12)
    #[arg(long, value_name = "PART", default_value_t = 0.12, hide_default_value = true)]
    pub(crate) open_share: f64,
    /// Graine du hasard (par défaut 42)
    #[arg(long, value_name = "S", default_value_t = 42, hide_default_value = true)]
    pub(crate) seed: u64,
    /// Date de référence (par défaut 2026-06-30)
    #[arg(long, default_value = "2026-06-30", value_parser = date, hide_default_value = true)]
    pub(crate) date: Date,
    /// Dossier à écrire
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory as _};

    use super::Arguments;

    fn own_options(command: &Command, path: &str, common: &[String], found: &mut Vec<String>) {
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            let doubled = sub.get_arguments().map(|option| option.get_id().to_string()).filter(|id| common.contains(id));
            found.extend(doubled.map(|id| format!("{path}: {id}")));
            own_options(sub, &path, common, found);
        }
    }

    /// A command with an option of the same name would read the common one as its own.
    #[test]
    fn no_command_takes_the_name_of_a_common_option() {
        let command = Arguments::command();
        command.clone().debug_assert();
        let common: Vec<String> =
            command.get_arguments().filter(|option| option.is_global_set()).map(|option| option.get_id().to_string()).collect();
        assert!(common.contains(&"format".to_owned()));
        let mut found = Vec::new();
        own_options(&command, "quittance", &common, &mut found);
        assert!(found.is_empty(), "{found:?}");
    }
}
