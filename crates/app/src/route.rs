//! From whom a step's message comes and to whom it goes: the step's sender, the contacts of its roles, those who get a copy.

use domain::dunning::{Sender, Step};
use domain::identifiers::EmailAddress;
use domain::party::{Contact, ContactRole, Creditor, Debtor};
use store::Tx;

use crate::message::addressee;
use crate::{Result, Scope};

/// What a step says of its message beside the words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Route {
    /// The name and address that it shows; the creditor's without one.
    pub(crate) from: Option<(String, EmailAddress)>,
    /// Who gets a copy.
    pub(crate) copies: Vec<EmailAddress>,
    /// The roles that no contact has: it goes to whoever pays the invoices instead.
    pub(crate) nobody_as: Vec<ContactRole>,
}

/// The contact that a step's message goes to: the first of its roles that has an e-mail, else whoever pays the invoices;
/// and whether that is instead.
pub(crate) fn recipient<'a>(contacts: &'a [Contact], roles: &[ContactRole]) -> (Option<&'a Contact>, bool) {
    let of = |role: &ContactRole| contacts.iter().find(|contact| contact.role == *role && contact.email.is_some());
    match roles.iter().find_map(of) {
        Some(contact) => (Some(contact), false),
        None => (addressee(contacts), !roles.is_empty()),
    }
}

/// Those who get a copy, without the recipient and each once.
fn copies(contacts: &[Contact], roles: &[ContactRole], to: Option<&Contact>) -> Vec<EmailAddress> {
    let mut copies: Vec<EmailAddress> = Vec::new();
    let to = to.and_then(|contact| contact.email.as_ref());
    for contact in contacts.iter().filter(|contact| roles.contains(&contact.role)) {
        if let Some(email) = &contact.email
            && Some(email) != to
            && !copies.contains(email)
        {
            copies.push(email.clone());
        }
    }
    copies
}

/// The name that a message shows, and the sender's own address when it is of the creditor's domain: another would not be
/// believed (RFC 7489). Answers and what comes back go to the creditor's address in any case.
fn shown(creditor: &Creditor, name: &str, email: Option<&str>) -> Option<(String, EmailAddress)> {
    let house = creditor.email.as_ref()?;
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return None;
    }
    let own = email.and_then(|email| EmailAddress::parse(email).ok()).filter(|own| own.domain().eq_ignore_ascii_case(house.domain()));
    Some((format!("{} – {}", name.trim(), creditor.name), own.unwrap_or_else(|| house.clone())))
}

/// Whom a step's message goes to, and its way.
pub(crate) async fn route<'a>(
    tx: &mut Tx,
    scope: &Scope,
    creditor: &Creditor,
    (debtor, contacts): (&Debtor, &'a [Contact]),
    step: &Step,
) -> Result<(Option<&'a Contact>, Route)> {
    let (to, is_instead) = recipient(contacts, &step.recipients);
    let from = match step.sender {
        Sender::Collector if !debtor.collector.is_empty() => {
            let users = store::user::all(tx, scope.organisation.id).await?;
            let folded = store::debtor::fold(&debtor.collector);
            let user =
                users.iter().find(|user| user.email.eq_ignore_ascii_case(&debtor.collector) || store::debtor::fold(&user.name) == folded);
            match user {
                Some(user) => shown(creditor, &user.name, Some(&user.email)),
                None if debtor.collector.contains('@') => None,
                None => shown(creditor, &debtor.collector, None),
            }
        }
        Sender::Sales => {
            let care = store::care::of(tx, scope.organisation.id, debtor.id).await?;
            shown(creditor, &care.sales_name, care.sales_email.as_deref())
        }
        // The creditor's own address speaks for the house and for its management.
        Sender::Creditor | Sender::Collector | Sender::Management => None,
    };
    let nobody_as = if is_instead { step.recipients.clone() } else { Vec::new() };
    Ok((to, Route { from, copies: copies(contacts, &step.copies, to), nobody_as }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(number: u128, role: ContactRole, email: &str) -> Contact {
        let email = (!email.is_empty()).then(|| EmailAddress::parse(email).unwrap());
        Contact { id: domain::ids::ContactId(uuid::Uuid::from_u128(number)), role, name: String::new(), email, phone: String::new() }
    }

    #[test]
    fn the_first_role_that_has_an_address_is_written_to_and_the_others_get_copies() {
        use ContactRole::{Accounting, Management, Purchasing};
        let contacts = [
            contact(1, Accounting, "compta@c.example"),
            contact(2, Management, ""),
            contact(3, Purchasing, "achats@c.example"),
            contact(4, Purchasing, "compta@c.example"),
        ];
        let to = |roles: &[ContactRole]| {
            let (to, is_instead) = recipient(&contacts, roles);
            (to.unwrap().email.as_ref().unwrap().as_str().to_owned(), is_instead)
        };
        assert_eq!(to(&[]), ("compta@c.example".to_owned(), false));
        assert_eq!(to(&[Management, Purchasing]), ("achats@c.example".to_owned(), false), "the director has no address");
        assert_eq!(to(&[Management]), ("compta@c.example".to_owned(), true), "nobody: whoever pays, and it is said");
        let said: Vec<String> =
            copies(&contacts, &[Accounting, Purchasing], Some(&contacts[2])).iter().map(|email| email.as_str().to_owned()).collect();
        assert_eq!(said, ["compta@c.example"], "each once, and never the recipient");
    }

    #[test]
    fn an_address_of_another_domain_is_not_shown_as_the_sender() {
        let email = EmailAddress::parse("compta@elan.example").unwrap();
        let creditor = Creditor { email: Some(email), ..crate::setup::empty_creditor("Élan") };
        let of = |name: &str, email: Option<&str>| shown(&creditor, name, email).map(|(name, address)| (name, address.as_str().to_owned()));
        assert_eq!(of("Paul", Some("paul@elan.example")), Some(("Paul – Élan".to_owned(), "paul@elan.example".to_owned())));
        assert_eq!(of("Paul", Some("paul@ailleurs.example")), Some(("Paul – Élan".to_owned(), "compta@elan.example".to_owned())));
        assert_eq!((of("", None), of("a\nb", None)), (None, None));
    }
}
