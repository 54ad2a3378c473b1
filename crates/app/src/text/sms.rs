//! French words of text messages. Keys: the block « SMS » of `i18n/fr/app.ftl`.

use domain::dunning::Channel;
use i18n_embed_fl::fl;

use super::{WORDS, channel};

/// There is no gateway to try.
pub(crate) fn error_no_gateway() -> String {
    fl!(WORDS, "error-sms-no_gateway")
}

/// A function per sentence without arguments.
macro_rules! sentences {
    ($($name:ident = $key:literal;)*) => {$(
        pub(crate) fn $name() -> String {
            fl!(WORDS, $key)
        }
    )*};
}

sentences! {
    subject = "sms-subject";
    error_field = "error-sms-field";
    error_inbound_gateway = "error-sms-inbound-gateway";
    error_kept = "sms-error-kept";
    error_price = "sms-error-price";
    error_sender = "sms-error-sender";
    error_secret = "sms-error-secret";
    error_account = "sms-error-account";
    error_provider = "sms-error-provider";
    error_too_long = "sms-error-too_long";
    error_demo = "sms-error-demo";
    error_reserved = "sms-error-reserved";
    error_endpoint = "sms-error-endpoint";
    error_number = "sms-error-number";
    without_gateway = "sms-without-gateway";
    without_mobile = "sms-without-mobile";
    left_alone = "sms-left-alone";
    without_email = "sms-without-email";
    without_address = "sms-without-address";
    without_words = "sms-without-words";
    no_longer = "sms-no-longer";
}

kept_sentences! {
    actor_gateway = "actor-sms-gateway";
    stop_said = "sms-stop-said";
    stop_kept = "sms-stop-kept";
    reason_stop = "sms-reason-stop";
    reason_text = "sms-reason-text";
}

/// What is wrong with the fields of a generic gateway.
pub(crate) fn error_generic(code: &str) -> String {
    match code {
        "not_json" => fl!(WORDS, "sms-error-not_json"),
        "no_number" => fl!(WORDS, "sms-error-no_number"),
        "no_text" => fl!(WORDS, "sms-error-no_text"),
        "get_takes_form" => fl!(WORDS, "sms-error-get_takes_form"),
        "header" => fl!(WORDS, "sms-error-header"),
        _ => fl!(WORDS, "sms-error-pointer"),
    }
}

pub(crate) fn trial(name: &str) -> String {
    fl!(WORDS, "sms-trial", name = name)
}

pub(crate) fn trial_refused(said: &str) -> String {
    fl!(WORDS, "sms-trial-refused", said = said)
}

pub(crate) fn trial_unknown(said: &str) -> String {
    fl!(WORDS, "sms-trial-unknown", said = said)
}

/// Why a step did not take one of its channels.
pub(crate) fn not_by(way: Channel, why: &str) -> String {
    fl!(WORDS, "sms-not-by", channel = channel(way), why = why)
}

/// By which channel an item is asked for, where that is not the step's first.
pub(crate) fn by_another(way: Channel, reasons: &str) -> String {
    fl!(WORDS, "sms-by-another", channel = channel(way), reasons = reasons)
}

/// A text on the timeline: number, parts, and cost where one is known.
pub(crate) fn timeline(number: &str, parts: i32, cost_mills: i64) -> String {
    let told = fl!(WORDS, "sms-timeline", number = number, parts = parts);
    if cost_mills == 0 { told } else { format!("{told} · {}", price(cost_mills)) }
}

/// Thousandths of a euro as people read them: to the cent where that is enough.
#[must_use]
pub fn price(mills: i64) -> String {
    let (euros, rest) = (mills / 1_000, mills % 1_000);
    let part = if rest % 10 == 0 { format!("{:02}", rest / 10) } else { format!("{rest:03}") };
    super::locale::either(|| format!("{euros},{part}\u{a0}€"), || format!("€{euros}.{part}"))
}

/// The name of a gateway.
#[must_use]
pub fn provider(code: &str) -> String {
    match code {
        "ovh" => "OVHcloud".to_owned(),
        "brevo" => "Brevo".to_owned(),
        _ => fl!(WORDS, "sms-provider-generic"),
    }
}

pub(crate) fn error_incoming(said: &str) -> String {
    fl!(WORDS, "error-sms-incoming", said = said)
}

/// A line of the journal on text messages; `None` for other lines.
pub(crate) fn event(kind: &str) -> Option<String> {
    Some(match kind {
        "sms.gateway_set" => fl!(WORDS, "event-sms-gateway_set"),
        "sms.gateway_stopped" => fl!(WORDS, "event-sms-gateway_stopped"),
        "sms.gateway_resumed" => fl!(WORDS, "event-sms-gateway_resumed"),
        "sms.stop_added" => fl!(WORDS, "event-sms-stop_added"),
        "sms.received" => fl!(WORDS, "event-sms-received"),
        "sms.inbound_opened" => fl!(WORDS, "event-sms-inbound_opened"),
        "sms.inbound_closed" => fl!(WORDS, "event-sms-inbound_closed"),
        "sms.stop_lifted" => fl!(WORDS, "event-sms-stop_lifted"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::price;

    #[test]
    fn prices_are_written_to_the_cent_where_that_is_enough() {
        for (mills, expected) in
            [(0, "0,00\u{a0}€"), (58, "0,058\u{a0}€"), (60, "0,06\u{a0}€"), (174, "0,174\u{a0}€"), (1_200, "1,20\u{a0}€")]
        {
            assert_eq!(price(mills), expected);
        }
    }
}
