//! What a backup holds: every table, its columns and their types, in the order of the foreign keys.
//!
//! To add a column or a table to the schema, add it here as well: a test compares this list with both engines.

/// What a column holds, whatever the engine calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// An id.
    Uuid,
    /// Any text, JSON included.
    Text,
    /// A civil date.
    Date,
    /// An instant, to the microsecond.
    Timestamp,
    /// 32 bits.
    Int,
    /// 64 bits: counts, versions, amounts in cents.
    BigInt,
    /// True or false.
    Bool,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may hold nothing.
    pub nullable: bool,
}

/// A table that a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns of its primary key: the order in which rows are written, and the organisation first.
    pub key: &'static [&'static str],
    /// All of its columns.
    pub columns: &'static [Column],
}

impl Table {
    /// Position of the columns of the primary key.
    pub(super) fn key_positions(&self) -> impl Iterator<Item = usize> {
        self.key.iter().filter_map(|key| self.columns.iter().position(|column| column.name == *key))
    }
}

/// The tables that a backup leaves out: whoever was logged in logs in again, and a file that waits is dropped again.
pub const LEFT_OUT: &[&str] = &["user_session", "import_draft"];

/// Writes the list as the migrations do: a name, its kind, `or Null` when it may hold nothing.
macro_rules! tables {
    ($($table:ident [$($key:ident),+] { $($column:ident: $kind:ident $(or $null:ident)?),+ $(,)? })+) => {
        &[$(Table {
            name: stringify!($table),
            key: &[$(stringify!($key)),+],
            columns: &[$(Column {
                name: stringify!($column),
                kind: ColumnKind::$kind,
                nullable: !stringify!($($null)?).is_empty(),
            }),+],
        }),+]
    };
}

/// Every table of a backup, a table after those it refers to.
pub const TABLES: &[Table] = tables! {
    organisation [id] {
        id: Uuid, slug: Text, name: Text, created_at: Timestamp, spacing_days: Int, tolerance_cents: BigInt, minimum_cents: BigInt,
        bank_fresh_days: Int, ledger_fresh_days: Int, first_send_cap: Int, first_sent_at: Timestamp or Null, version: BigInt,
        watched_on: Date or Null,
    }
    creditor [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, name: Text, legal_form: Text, capital_cents: BigInt or Null, siren: Text or Null,
        rcs_town: Text, vat: Text or Null, street: Text, postcode: Text, city: Text, country: Text, iban: Text or Null, bic: Text,
        iban_holder: Text, email: Text or Null, phone: Text, default_term_days: Int, version: BigInt,
    }
    app_user [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, email: Text, name: Text, role: Text, password_hash: Text, language: Text, created_at: Timestamp,
        disabled_at: Timestamp or Null,
    }
    import_file [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, kind: Text, file_name: Text, document_hash: Text, imported_on: Date, imported_at: Timestamp,
        actor: Text, read_count: BigInt, created_count: BigInt, updated_count: BigInt, unchanged_count: BigInt, rejected_count: BigInt,
        problems: Text,
    }
    collection_message [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, invoice: Text, collected_on: Date, amount_cents: BigInt, file_name: Text,
        document_hash: Text, produced_at: Timestamp, actor: Text,
    }
    import_cancellation [organisation_id, import_id] {
        organisation_id: Uuid, import_id: Uuid, item_count: BigInt, cancelled_on: Date, cancelled_at: Timestamp, actor: Text,
    }
    import_reading [organisation_id, import_id] {
        organisation_id: Uuid, import_id: Uuid, choices: Text,
    }
    import_mapping [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, kind: Text, signature: Text, name: Text, choices: Text, created_at: Timestamp,
        created_by: Text, used_at: Timestamp or Null,
    }
    debtor [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, code: Text, name: Text, search_text: Text, kind: Text, category: Text, collector: Text,
        siren: Text or Null, siret: Text or Null, vat: Text or Null, street: Text, postcode: Text, city: Text, country: Text,
        language: Text, iban: Text or Null, term_days: Int or Null, term_end_of_month: Int or Null, version: BigInt,
        term_day: Int or Null, term_start: Text or Null, sector: Text or Null, survivor_id: Uuid or Null,
    }
    contact [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, role: Text, name: Text, email: Text or Null, phone: Text,
        unreachable_on: Date or Null, unreachable_reason: Text or Null, phone_wrong_on: Date or Null,
        electronic_agreed_on: Date or Null, electronic_agreement: Text or Null,
    }
    open_item [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, kind: Text, number: Text, source: Text, source_key: Text, issued_on: Date,
        due_on: Date, due_estimated: Bool, currency: Text, amount_cents: BigInt, open_cents: BigInt, lettering: Text, label: Text,
        order_reference: Text, last_step: Int or Null, last_step_on: Date or Null, previous_step: Int or Null,
        previous_step_on: Date or Null, episode: Int,
    }
    project [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, code: Text, search_text: Text,
    }
    item_project [organisation_id, open_item_id] {
        organisation_id: Uuid, open_item_id: Uuid, project_id: Uuid,
    }
    person_label [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, category: Text, category_before: Text, given_at: Timestamp, given_by: Text,
        ended_at: Timestamp or Null,
    }
    import_item [organisation_id, open_item_id] {
        organisation_id: Uuid, open_item_id: Uuid, import_id: Uuid,
    }
    allocation [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debit_id: Uuid, credit_id: Uuid, amount_cents: BigInt, value_on: Date, origin: Text,
        reason: Text, reverses_id: Uuid or Null, created_at: Timestamp, actor: Text,
    }
    bank_account [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, account: Text, currency: Text, last_line_on: Date, national: Text,
    }
    bank_statement [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, bank_account_id: Uuid, format: Text, number: Text, from_on: Date, to_on: Date,
        opening_cents: BigInt or Null, closing_cents: BigInt or Null, entry_count: BigInt, entries_cents: BigInt, read_on: Date,
    }
    bank_transaction [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, bank_account_id: Uuid, source_key: Text, reference: Text, booked_on: Date, value_on: Date,
        amount_cents: BigInt, currency: Text, label: Text, end_to_end_id: Text, counterparty: Text, counterparty_iban: Text,
        state: Text, note: Text, payment_item_id: Uuid or Null, version: BigInt,
    }
    import_line [organisation_id, import_id, transaction_id] {
        organisation_id: Uuid, import_id: Uuid, transaction_id: Uuid, made: Bool,
    }
    import_statement [organisation_id, import_id, statement_id] {
        organisation_id: Uuid, import_id: Uuid, statement_id: Uuid,
    }
    scenario [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, name: Text, version: Int, steps: Text, in_force: Bool, created_at: Timestamp,
        actor: Text, source: Text, series_id: Uuid or Null,
    }
    scenario_step [organisation_id, number] {
        organisation_id: Uuid, number: Int, key: Text, nominal_day: Int, series_id: Uuid or Null,
    }
    scenario_binding [organisation_id, version] {
        organisation_id: Uuid, version: Int, default_series_id: Uuid, rules: Text, actor: Text, created_at: Timestamp,
    }
    debtor_scenario [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, series_id: Uuid, reason: Text, bound_at: Timestamp, bound_by: Text,
        revoked_at: Timestamp or Null, revoked_by: Text or Null,
    }
    message_template [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, code: Text, kind: Text, language: Text, audience: Text, version: Int, name: Text, subject: Text,
        body: Text, in_force: Bool, pack: Text, actor: Text, created_at: Timestamp,
    }
    collection_mandate [organisation_id] {
        organisation_id: Uuid, for_others: Bool, principal: Text, address: Text, agreement: Text, agreed_on: Date or Null,
        insurance: Text, account: Text, declaration: Text, receipts: Text, actor: Text, changed_at: Timestamp, version: BigInt,
    }
    guard [organisation_id] {
        organisation_id: Uuid, stopped_at: Timestamp or Null, stopped_by: Text, stop_reason: Text, run_cap: Int or Null,
        pressure_contacts: Int or Null, pressure_days: Int or Null, version: BigInt, mail_cap: Int or Null, copies_megabytes: Int or Null,
        mail_from_hour: Int or Null, mail_until_hour: Int or Null,
    }
    hold [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, open_item_id: Uuid or Null, until_on: Date or Null, note: Text,
        created_at: Timestamp, created_by: Text, released_at: Timestamp or Null, released_by: Text or Null, kind: Text,
    }
    claim_fact [organisation_id, open_item_id, version] {
        organisation_id: Uuid, open_item_id: Uuid, version: Int, claim_kind: Text or Null, service_on: Date or Null,
        disputed_cents: BigInt, dispute_reason: Text, document_hash: Text or Null, document_name: Text, evidence: Text,
        recorded_at: Timestamp, actor: Text,
    }
    claim_event [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, open_item_id: Uuid or Null, kind: Text, happened_on: Date,
        until_on: Date or Null, rate_bp: Int or Null, reason: Text, cancels_id: Uuid or Null, recorded_at: Timestamp, actor: Text,
    }
    preflight_override [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, open_item_id: Uuid, findings: Text, reason: Text, decided_at: Timestamp, actor: Text,
    }
    dispute [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, reason: Text, note: Text, source: Text, currency: Text, owner_role: Text, owner_name: Text,
        owner_email: Text, opened_on: Date, stage: Text, asked_on: Date or Null, answered_on: Date or Null, answer_verdict: Text or Null,
        answer_cents: BigInt, verdict: Text or Null, verdict_cents: BigInt, decided_on: Date or Null, outcome: Text or Null,
        closed_on: Date or Null, due_on: Date or Null, asks: Int, credit_reference: Text, created_at: Timestamp, created_by: Text,
        version: BigInt, touched: Bool, task_id: Uuid or Null, task_from: Date or Null,
    }
    dispute_part [organisation_id, dispute_id, open_item_id] {
        organisation_id: Uuid, dispute_id: Uuid, open_item_id: Uuid, claimed_cents: BigInt, released_cents: BigInt,
        credited_cents: BigInt, paid_cents: BigInt, credited_before_cents: BigInt,
    }
    dispute_event [organisation_id, dispute_id, seq] {
        organisation_id: Uuid, dispute_id: Uuid, seq: Int, kind: Text, note: Text, on_day: Date, at: Timestamp, actor: Text,
    }
    dispute_file [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, dispute_id: Uuid, document_hash: Text, name: Text, media_type: Text, size_bytes: BigInt,
        created_at: Timestamp, created_by: Text,
    }
    dispute_policy [organisation_id, reason] {
        organisation_id: Uuid, reason: Text, owner_role: Text, owner_name: Text, owner_email: Text, answer_days: Int, decision_days: Int,
        credit_days: Int, steps: Text,
    }
    dispute_setting [organisation_id] {
        organisation_id: Uuid, address: Text, secret: Text, escalation_email: Text, accepts_answers: Bool, changed_at: Timestamp,
        changed_by: Text,
    }
    dispute_alert [organisation_id, on_day, recipient] {
        organisation_id: Uuid, on_day: Date, recipient: Text, disputes: Int, state: Text, reason: Text, created_at: Timestamp,
    }
    time_limit [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, rule_key: Text, start_on: Date, decided_on: Date or Null, zone: Text, debtor_id: Uuid or Null,
        note: Text, created_at: Timestamp, created_by: Text,
    }
    time_limit_fact [organisation_id, time_limit_id, seq] {
        organisation_id: Uuid, time_limit_id: Uuid, seq: Int, kind: Text, reason: Text, recorded_at: Timestamp, recorded_by: Text,
    }
    calendar_feed [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, user_id: Uuid, secret_hash: Text, created_at: Timestamp, revoked_at: Timestamp or Null,
    }
    night_run [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, business_date: Date, scenario_id: Uuid, started_at: Timestamp, finished_at: Timestamp or Null,
        open_items: BigInt, send_count: BigInt, hold_count: BigInt, not_yet_count: BigInt, exhausted_count: BigInt, holds: Text,
        actor: Text,
    }
    night_outcome [organisation_id, run_id, debtor_id] {
        organisation_id: Uuid, run_id: Uuid, debtor_id: Uuid, outcomes: Text,
    }
    action [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, run_id: Uuid, business_date: Date, channel: Text, step: Int, step_key: Text,
        mode: Text, template: Text, currency: Text, item_count: BigInt, asked_cents: BigInt, net_cents: BigInt, state: Text,
        reason: Text, reserved_by: Text or Null, reserved_until: Timestamp or Null, attempts: Int, created_at: Timestamp,
        done_at: Timestamp or Null, version: BigInt, not_before: Timestamp or Null, left_on: Date or Null,
        undo_state: Text or Null, decided_by: Text or Null, decided_at: Timestamp or Null, beside: Int,
    }
    service_mail [organisation_id, action_id] {
        organisation_id: Uuid, action_id: Uuid, kind: Text, contact_id: Uuid, promise_id: Uuid or Null, created_at: Timestamp,
        created_by: Text, plan_id: Uuid or Null,
    }
    service_mail_file [organisation_id, action_id, open_item_id] {
        organisation_id: Uuid, action_id: Uuid, open_item_id: Uuid, document_hash: Text, name: Text, media_type: Text,
    }
    item_document [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, open_item_id: Uuid, document_hash: Text, name: Text, media_type: Text, size_bytes: BigInt,
        created_at: Timestamp, created_by: Text, withdrawn_at: Timestamp or Null, withdrawn_by: Text or Null,
    }
    item_advance [organisation_id, action_id, open_item_id] {
        organisation_id: Uuid, open_item_id: Uuid, action_id: Uuid, step: Int, episode: Int, amount_cents: BigInt, withdrawn: Bool,
    }
    call_outcome [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, action_id: Uuid, outcome: Text, amount_cents: BigInt, currency: Text, on_day: Date or Null,
        note: Text, recorded_on: Date, recorded_at: Timestamp, recorded_by: Text,
    }
    debtor_care [organisation_id, debtor_id] {
        organisation_id: Uuid, debtor_id: Uuid, last_word_reason: Text or Null, last_word_by: Text,
        last_word_at: Timestamp or Null, sales_name: Text, sales_email: Text or Null,
    }
    courtesy_setting [organisation_id] {
        organisation_id: Uuid, enabled: Bool, address: Text, secret: Text, changed_at: Timestamp, changed_by: Text,
    }
    courtesy_stop [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, email: Text, note: Text, created_at: Timestamp, created_by: Text,
        lifted_at: Timestamp or Null, lifted_by: Text,
    }
    veto_setting [organisation_id] {
        organisation_id: Uuid, enabled: Bool, address: Text, secret: Text, changed_at: Timestamp, changed_by: Text,
    }
    sales_digest [organisation_id, on_day, recipient] {
        organisation_id: Uuid, on_day: Date, recipient: Text, actions: Int, state: Text, reason: Text, created_at: Timestamp,
        told: Text,
    }
    message [organisation_id, action_id, attempt] {
        organisation_id: Uuid, action_id: Uuid, attempt: Int, message_id: Text, recipient: Text, subject: Text, body_text: Text,
        body_html: Text, document_hash: Text, attachment_hash: Text, created_at: Timestamp,
    }
    print_run [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, made_on: Date, made_at: Timestamp, actor: Text, letter_count: BigInt, page_count: BigInt,
        sheet_count: BigInt, document_hash: Text, duplex: Bool, separators: Bool,
    }
    letter [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, action_id: Uuid, kind: Text, reference: Text, recipient: Text, fingerprint: Text,
        document_hash: Text, page_count: BigInt, asked_cents: BigInt, net_cents: BigInt, currency: Text, notice_days: Int or Null,
        made_on: Date, made_at: Timestamp, made_by: Text, replaced_at: Timestamp or Null, tracking: Text, posted_on: Date or Null,
        posted_at: Timestamp or Null, posted_by: Text, carrier: Text, carrier_state: Text, carrier_key: Text, carrier_note: Text,
        carrier_at: Timestamp or Null, carrier_mills: BigInt, deposit_proof: Text or Null, receipt_proof: Text or Null, version: BigInt,
    }
    print_run_letter [organisation_id, run_id, position] {
        organisation_id: Uuid, run_id: Uuid, position: Int, letter_id: Uuid,
    }
    letter_event [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, letter_id: Uuid, kind: Text, happened_on: Date, note: Text, document_hash: Text or Null,
        document_name: Text, source: Text, recorded_at: Timestamp, recorded_by: Text, withdrawn_at: Timestamp or Null,
        withdrawn_by: Text or Null,
    }
    law_row [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, key: Text, kind: Text, number: BigInt, days: Int, from_on: Date, to_on: Date or Null,
        article: Text, source: Text, verified_on: Date, created_at: Timestamp, created_by: Text, withdrawn_at: Timestamp or Null,
        withdrawn_by: Text or Null,
    }
    penalty_clause [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid or Null, clause: Text, applies_from: Date, source: Text,
        created_at: Timestamp, created_by: Text, withdrawn_at: Timestamp or Null, withdrawn_by: Text or Null,
    }
    interest_terms [organisation_id, creditor_id] {
        organisation_id: Uuid, creditor_id: Uuid, day_count: Text, imputation: Text, individual: Bool, in_letters: Bool,
        version: BigInt,
    }
    interest_waiver [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, open_item_id: Uuid, what: Text, waived_on: Date, amount_cents: BigInt, reason: Text,
        created_at: Timestamp, created_by: Text, withdrawn_at: Timestamp or Null, withdrawn_by: Text or Null,
    }
    ledger_operation [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, kind: Text, effective_on: Date, subject_id: Uuid, made_id: Uuid or Null,
        undoes_id: Uuid or Null, currency: Text, amount_cents: BigInt, code: Text, regime: Text or Null, ground: Text or Null,
        ground_on: Date or Null, doubtful: Bool, reason: Text, created_at: Timestamp, actor: Text,
    }
    ledger_operation_allocation [organisation_id, operation_id, allocation_id] {
        organisation_id: Uuid, operation_id: Uuid, allocation_id: Uuid,
    }
    ledger_operation_vat [organisation_id, operation_id, rate_bp] {
        organisation_id: Uuid, operation_id: Uuid, rate_bp: Int, gross_cents: BigInt,
    }
    exchange_rate [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, currency: Text, valid_on: Date, per_euro_micros: BigInt, source: Text, created_at: Timestamp,
        actor: Text,
    }
    ledger_setting [organisation_id] {
        organisation_id: Uuid, net_word: Text, account_digits: Int, version: BigInt,
    }
    debtor_group [organisation_id, debtor_id] {
        organisation_id: Uuid, debtor_id: Uuid, head_id: Uuid, created_at: Timestamp, actor: Text,
    }
    payer_account [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, iban: Text, origin: Text, learned_from: Uuid or Null, created_at: Timestamp,
        actor: Text, revoked_at: Timestamp or Null, revoked_by: Text or Null,
    }
    payer_name [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, name: Text, origin: Text, learned_from: Uuid or Null, created_at: Timestamp,
        actor: Text, revoked_at: Timestamp or Null, revoked_by: Text or Null,
    }
    virtual_iban [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, iban: Text, debtor_id: Uuid, open_item_id: Uuid or Null, point_of_sale: Text, note: Text,
        created_at: Timestamp, actor: Text, revoked_at: Timestamp or Null, revoked_by: Text or Null,
    }
    matching_setting [organisation_id] {
        organisation_id: Uuid, automatic_from: Int, propose_from: Int, tolerance_cents: BigInt, max_bank_fee_cents: BigInt,
        third_party_from: Int, version: BigInt, discount_rate: Int, discount_days: Int,
    }
    bank_match [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, transaction_id: Uuid, origin: Text, confidence: Int or Null, reasons: Text, runner_up: Text,
        previous_note: Text, created_at: Timestamp, actor: Text, undone_at: Timestamp or Null, undone_by: Text or Null,
    }
    bank_match_payment [organisation_id, match_id, item_id] {
        organisation_id: Uuid, match_id: Uuid, item_id: Uuid,
    }
    bank_match_operation [organisation_id, match_id, operation_id] {
        organisation_id: Uuid, match_id: Uuid, operation_id: Uuid,
    }
    bank_match_allocation [organisation_id, match_id, allocation_id] {
        organisation_id: Uuid, match_id: Uuid, allocation_id: Uuid,
    }
    debtor_merge [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, survivor_id: Uuid, absorbed_id: Uuid, reason: Text, survivor_before: Text,
        survivor_after: Text, kept: Text, merged_on: Date, created_at: Timestamp, created_by: Text, undone_at: Timestamp or Null,
        undone_by: Text or Null,
    }
    debtor_merge_row [organisation_id, merge_id, seq] {
        organisation_id: Uuid, merge_id: Uuid, seq: Int, table_name: Text, row_id: Uuid, before: Text,
    }
    debtor_distinct [organisation_id, first_id, second_id] {
        organisation_id: Uuid, first_id: Uuid, second_id: Uuid, created_at: Timestamp, created_by: Text,
    }
    quality_ignored [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, kind: Text, subject_id: Uuid, until_on: Date, reason: Text, created_at: Timestamp,
        created_by: Text,
    }
    company_check [organisation_id, debtor_id] {
        organisation_id: Uuid, debtor_id: Uuid, siren: Text, state: Text, closed_on: Date or Null, name: Text, activity: Text,
        source: Text, checked_on: Date,
    }
    einvoice [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, number: Text, type_code: Text, format: Text, profile: Text, issued_on: Date,
        currency: Text, total_cents: BigInt, due_cents: BigInt, vat_on_debits: Bool, notes: Text, document_hash: Text, file_name: Text,
        created_at: Timestamp, actor: Text,
    }
    einvoice_item [organisation_id, einvoice_id, open_item_id] {
        organisation_id: Uuid, einvoice_id: Uuid, open_item_id: Uuid, made: Bool,
    }
    einvoice_vat [organisation_id, einvoice_id, position] {
        organisation_id: Uuid, einvoice_id: Uuid, position: Int, category: Text, rate_bp: Int or Null, base_cents: BigInt,
        tax_cents: BigInt,
    }
    lifecycle_event [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, open_item_id: Uuid, status: Int, reasons: Text, comment: Text, happened_on: Date,
        amount_cents: BigInt, effect: Text, hold_id: Uuid or Null, document_hash: Text, created_at: Timestamp, actor: Text,
    }
    einvoice_setting [organisation_id] {
        organisation_id: Uuid, vat_on_collection: Bool, version: BigInt,
    }
    api_token [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, name: Text, role: Text, scopes: Text, secret_hash: Text, hint: Text, created_at: Timestamp,
        created_by: Text, expires_at: Timestamp or Null, revoked_at: Timestamp or Null, last_used_at: Timestamp or Null,
    }
    api_answer [organisation_id, idempotency_key] {
        organisation_id: Uuid, idempotency_key: Text, request_hash: Text, status: Int, body: Text, created_at: Timestamp,
    }
    webhook_endpoint [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, url: Text, label: Text, kinds: Text, secret: Text, old_secret: Text or Null,
        old_secret_until: Timestamp or Null, created_at: Timestamp, created_by: Text, failing_since: Timestamp or Null,
        disabled_at: Timestamp or Null, disabled_by: Text, deleted_at: Timestamp or Null,
    }
    webhook_event [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, kind: Text, data: Text, happened_at: Timestamp or Null, spread: Bool,
    }
    webhook_delivery [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, event_id: Uuid, endpoint_id: Uuid, state: Text, attempts: Int, tries: Int, next_at: Timestamp,
        leased_until: Timestamp or Null, last_status: Int or Null, last_error: Text, created_at: Timestamp, done_at: Timestamp or Null,
    }
    webhook_attempt [organisation_id, delivery_id, attempt] {
        organisation_id: Uuid, delivery_id: Uuid, attempt: Int, at: Timestamp, status: Int or Null, error: Text, answer: Text,
        took_ms: Int,
    }
    api_push [organisation_id, kind] {
        organisation_id: Uuid, kind: Text, last_on: Date,
    }
    watched_file [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, file_name: Text, size_bytes: BigInt, sha256: Text, outcome: Text, summary: Text, kept_as: Text,
        at: Timestamp,
    }
    bank_proposal [organisation_id, transaction_id, open_item_id] {
        organisation_id: Uuid, transaction_id: Uuid, open_item_id: Uuid,
    }
    mailbox [organisation_id] {
        organisation_id: Uuid, host: Text, port: Int, security: Text, login: Text, secret: Text, folder: Text, authority: Text,
        uid_validity: BigInt or Null, last_uid: BigInt, fetched_at: Timestamp or Null, failing_since: Timestamp or Null, last_error: Text,
        created_at: Timestamp, created_by: Text, disabled_at: Timestamp or Null, version: BigInt,
        oauth: Text,
    }
    received_mail [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, fingerprint: Text, document_hash: Text, source: Text, class: Text, reason: Text, sender: Text,
        subject: Text, body: Text, message_id: Text, about: Text, failed_address: Text, facts: Text, action_id: Uuid or Null,
        debtor_id: Uuid or Null, tie: Text, effect: Text, returns_on: Date or Null, sent_on: Date or Null, received_on: Date,
        received_at: Timestamp, handled_at: Timestamp or Null, handled_by: Text, version: BigInt,
    }
    postal_carrier [organisation_id] {
        organisation_id: Uuid, provider: Text, settings: Text, takes_letters: Bool, takes_registered: Bool, duplex: Bool,
        letter_mills: BigInt, registered_mills: BigInt, created_at: Timestamp, created_by: Text, disabled_at: Timestamp or Null,
        version: BigInt,
    }
    electronic_carrier [organisation_id] {
        organisation_id: Uuid, settings: Text, price_mills: BigInt, created_at: Timestamp, created_by: Text, disabled_at: Timestamp or Null,
        version: BigInt,
    }
    sms_gateway [organisation_id] {
        organisation_id: Uuid, provider: Text, settings: Text, sender: Text, price_mills: BigInt, created_at: Timestamp,
        created_by: Text, disabled_at: Timestamp or Null, version: BigInt,
    }
    sms_inbound [organisation_id] {
        organisation_id: Uuid, secret_hash: Text, number_field: Text, text_field: Text, id_field: Text, created_at: Timestamp,
        created_by: Text, called_at: Timestamp or Null, failing_since: Timestamp or Null, last_error: Text, version: BigInt,
    }
    sms_message [organisation_id, action_id, attempt] {
        organisation_id: Uuid, action_id: Uuid, attempt: Int, provider: Text, sender: Text, parts: Int, price_mills: BigInt,
        provider_id: Text, response: Text,
    }
    sms_stop [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, number: Text, note: Text, created_at: Timestamp, created_by: Text,
        lifted_at: Timestamp or Null, lifted_by: Text,
    }
    promise [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, currency: Text, promised_on: Date, until_on: Date, tolerance_cents: BigInt,
        promiser: Text, way: Text, note: Text, action_id: Uuid or Null, received_id: Uuid or Null, state: Text,
        settled_on: Date or Null, reason: Text, due_cents: BigInt, paid_cents: BigInt, touched: Bool, made_on: Date,
        created_at: Timestamp, created_by: Text, version: BigInt,
    }
    promise_item [organisation_id, promise_id, open_item_id] {
        organisation_id: Uuid, promise_id: Uuid, open_item_id: Uuid, amount_cents: BigInt, open_cents: BigInt, hold_id: Uuid or Null,
        taken_by: Uuid or Null,
    }
    promise_event [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, promise_id: Uuid, kind: Text, reason: Text, paid_cents: BigInt, on_day: Date, at: Timestamp,
        actor: Text,
    }
    promise_setting [organisation_id] {
        organisation_id: Uuid, grace_days: Int, tolerance_cents: BigInt, copy_days: Int, version: BigInt, confirms: Bool,
    }
    late_cause [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, open_item_id: Uuid, code: Text, note: Text, hold_id: Uuid or Null, action_id: Uuid or Null,
        noted_on: Date, noted_at: Timestamp, noted_by: Text, ended_at: Timestamp or Null, ended_by: Text or Null,
        replaced_by: Uuid or Null,
    }
    cause_setting [organisation_id, code] {
        organisation_id: Uuid, code: Text, label: Text, next_action: Text, wait_days: Int or Null,
    }
    goal [organisation_id, measure, period] {
        organisation_id: Uuid, measure: Text, period: Text, target_bp: Int, set_at: Timestamp, set_by: Text,
    }
    plan_policy [organisation_id] {
        organisation_id: Uuid, most_cents: BigInt, most_parts: Int, most_days: Int, first_percent: Int, changed_at: Timestamp,
        actor: Text, tells_debtor: Bool,
    }
    payment_plan [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, reference: Text, version: Int, replaces_id: Uuid or Null, currency: Text,
        total_cents: BigInt, grace_days: Int, interest: Text, fallback_step: Text, accelerates: Bool, objections: Text,
        guarantee: Text, guarantee_note: Text, note: Text, typed: Text, created_on: Date, created_at: Timestamp, created_by: Text,
        interest_cents: BigInt or Null, indemnity_cents: BigInt or Null, interest_first: Bool or Null, told: Text,
    }
    payment_plan_item [organisation_id, plan_id, open_item_id] {
        organisation_id: Uuid, plan_id: Uuid, open_item_id: Uuid, amount_cents: BigInt,
    }
    payment_plan_instalment [organisation_id, plan_id, seq] {
        organisation_id: Uuid, plan_id: Uuid, seq: Int, due_on: Date, amount_cents: BigInt,
    }
    payment_plan_event [organisation_id, plan_id, seq] {
        organisation_id: Uuid, plan_id: Uuid, seq: Int, kind: Text, happened_on: Date, person: Text, until_on: Date or Null,
        missed_on: Date or Null, missing_cents: BigInt, reason: Text, recorded_at: Timestamp, actor: Text, mark_id: Uuid or Null,
        document_hash: Text or Null,
    }
    payment_plan_file [organisation_id, plan_id, seq] {
        organisation_id: Uuid, plan_id: Uuid, seq: Int, document_hash: Text, name: Text, recorded_at: Timestamp, actor: Text,
    }
    policy_edition [organisation_id, version] {
        organisation_id: Uuid,
        version: Int,
        chapters: Text,
        reason: Text,
        published_on: Date,
        published_at: Timestamp,
        published_by: Text,
    }
    compromise_policy [organisation_id] {
        organisation_id: Uuid, most_cents: BigInt, most_percent: Int, most_days: Int, changed_at: Timestamp, actor: Text,
    }
    compromise [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, reference: Text, currency: Text, total_cents: BigInt, discount_cents: BigInt,
        pay_by: Date, until_on: Date, nature: Text, vat_regime: Text or Null, interest: Text, objections: Text,
        note: Text, typed: Text, created_on: Date, created_at: Timestamp, created_by: Text, state: Text, touched: Bool, task_from: Date or Null,
        credit_reference: Text, task_id: Uuid or Null, credit_due_cents: BigInt or Null,
    }
    compromise_item [organisation_id, compromise_id, open_item_id] {
        organisation_id: Uuid, compromise_id: Uuid, open_item_id: Uuid, amount_cents: BigInt,
    }
    compromise_vat [organisation_id, compromise_id, rate_bp] {
        organisation_id: Uuid, compromise_id: Uuid, rate_bp: Int, gross_cents: BigInt,
    }
    compromise_event [organisation_id, compromise_id, seq] {
        organisation_id: Uuid, compromise_id: Uuid, seq: Int, kind: Text, happened_on: Date, person: Text, amount_cents: BigInt,
        reason: Text, recorded_at: Timestamp, actor: Text, document_hash: Text or Null,
    }
    compromise_operation [organisation_id, compromise_id, operation_id] {
        organisation_id: Uuid, compromise_id: Uuid, operation_id: Uuid,
    }
    compromise_file [organisation_id, compromise_id, seq] {
        organisation_id: Uuid, compromise_id: Uuid, seq: Int, document_hash: Text, name: Text, recorded_at: Timestamp, actor: Text,
    }
    plan_offer_policy [organisation_id, category] {
        organisation_id: Uuid, category: Text, enabled: Bool, most_parts: Int, least_cents: BigInt, least_part_cents: BigInt,
        first_percent: Int, first_days: Int, accept_cents: BigInt, interest: Text, changed_at: Timestamp, actor: Text,
    }
    plan_offer_setting [organisation_id] {
        organisation_id: Uuid, address: Text, secret: Text, changed_at: Timestamp, actor: Text,
    }
    plan_offer [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, expires_at: Timestamp, recipient: Text, sending: Text, reason: Text,
        document_hash: Text or Null, plan_id: Uuid or Null, created_on: Date, created_at: Timestamp, created_by: Text,
        withdrawn_at: Timestamp or Null, withdrawn_by: Text or Null,
    }
    plan_offer_item [organisation_id, offer_id, open_item_id] {
        organisation_id: Uuid, offer_id: Uuid, open_item_id: Uuid,
    }
    negotiation_line [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, voice: Text, said: Text, currency: Text, amount_cents: BigInt or Null,
        pay_by: Date or Null, said_on: Date, way: Text, person: Text, words: Text, recorded_at: Timestamp, actor: Text,
        undone_at: Timestamp or Null, undone_by: Text or Null,
    }
    due_deferral [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, open_item_id: Uuid, original_on: Date, agreed_on: Date, interest: Text, approved_by: Text,
        reason: Text, granted_on: Date, recorded_at: Timestamp, actor: Text, undone_at: Timestamp or Null, undone_by: Text or Null,
    }
    event_head [organisation_id] {
        organisation_id: Uuid, seq: BigInt, hash: Text,
    }
    event [organisation_id, seq] {
        organisation_id: Uuid, seq: BigInt, at: Timestamp, actor: Text, kind: Text, debtor_id: Uuid or Null, subject_id: Uuid or Null,
        payload: Text, previous_hash: Text, hash: Text,
    }
    agenda_snooze [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, debtor_id: Uuid, snoozed_on: Date, until_on: Date, reason: Text, created_at: Timestamp,
        created_by: Text, ended_at: Timestamp or Null, ended_by: Text or Null,
    }
    desk_batch [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, kind: Text, note: Text, account_count: BigInt, made: Text, created_at: Timestamp,
        created_by: Text, undone_at: Timestamp or Null, undone_by: Text or Null,
    }
    desk_visit [organisation_id, user_email] {
        organisation_id: Uuid, user_email: Text, before_seq: BigInt, before_at: Timestamp or Null, seen_seq: BigInt, seen_at: Timestamp,
    }
    alert_rule [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, name: Text, least_cents: BigInt or Null, silent_days: Int or Null, least_days: Int or Null,
        category: Text, collector: Text, email: Text, matched: Text, matched_on: Date or Null, created_at: Timestamp, created_by: Text,
        retired_at: Timestamp or Null, retired_by: Text or Null,
    }
    alert_mail [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, alert_id: Uuid, on_day: Date, account_count: BigInt, told: Text, state: Text, attempts: Int,
        tried_at: Timestamp or Null, created_at: Timestamp,
    }
    saved_view [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, page: Text, name: Text, query: Text, owner_email: Text, owner_name: Text, shared: Bool,
        created_at: Timestamp, deleted_at: Timestamp or Null,
    }
    saved_view_default [organisation_id, user_email, page] {
        organisation_id: Uuid, user_email: Text, page: Text, view_id: Uuid,
    }
    portfolio_rule [organisation_id, position] {
        organisation_id: Uuid, position: Int, category: Text, first_from: Text, first_to: Text, least_cents: BigInt or Null,
        most_cents: BigInt or Null, collector: Text,
    }
    absence [organisation_id, id] {
        organisation_id: Uuid, id: Uuid, collector: Text, stand_in: Text, from_on: Date, until_on: Date, created_at: Timestamp,
        created_by: Text, ended_at: Timestamp or Null, ended_by: Text or Null,
    }
};
