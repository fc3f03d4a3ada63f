//! `account/model`: which account a model's name means.

use std::sync::Arc;

use keyhinge_core::catalogue::ApiShape;

use super::upstreams::Account;

/// The account that no upstream may be taken for.
const LOCAL: &str = "local";

/// Whom a model's name means.
pub(super) enum Named {
    /// The account, and what it calls the model.
    One(Arc<Account>, String),
    /// Several accounts are called so; their ids.
    Several(Vec<String>),
    /// None; how those are called that there are.
    None(Vec<String>),
}

/// Finds the account: by its id, by its name as it is written in an address, or by its provider where that has one account.
pub(super) fn find(accounts: &[Arc<Account>], model: &str, shape: ApiShape) -> Named {
    let spoken: Vec<&Arc<Account>> = accounts.iter().filter(|account| account.speaks(shape)).collect();
    let none = || Named::None(spoken.iter().map(|account| account.label.clone()).collect());
    let Some((called, model)) = model.split_once('/').filter(|(_, model)| !model.is_empty()) else {
        return none();
    };
    let written = slug(called);
    let by = |is: &dyn Fn(&Account) -> bool| -> Vec<&Arc<Account>> {
        spoken.iter().copied().filter(|account| is(account)).collect()
    };
    let rules: [&dyn Fn(&Account) -> bool; 3] = [
        &|account| account.id == called,
        &|account| !written.is_empty() && slug(&account.name) == written,
        &|account| account.provider_id == called,
    ];
    for rule in rules {
        match by(rule).as_slice() {
            [] => {}
            [one] => return Named::One(Arc::clone(one), model.to_owned()),
            several => return Named::Several(several.iter().map(|account| account.id.clone()).collect()),
        }
    }
    none()
}

/// What to call each account by, from ids and names: its name as it is written in an address where no other has the same,
/// else its id.
pub(super) fn labels<'a>(accounts: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let accounts: Vec<(&str, String)> = accounts.map(|(id, name)| (id, slug(name))).collect();
    let alone = |name: &str| accounts.iter().filter(|(_, other)| other == name).count() == 1;
    let label = |(id, name): &(&str, String)| {
        if name.is_empty() || name == LOCAL || !alone(name) { (*id).to_owned() } else { name.clone() }
    };
    accounts.iter().map(label).collect()
}

/// A name in small letters and digits, with a hyphen for whatever else is between them.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, name: &str, provider_id: &str) -> Arc<Account> {
        Arc::new(Account {
            id: id.into(),
            name: name.into(),
            provider_id: provider_id.into(),
            label: id.into(),
            way: None,
            key: None,
        })
    }

    fn found(accounts: &[Arc<Account>], model: &str) -> String {
        match find(accounts, model, ApiShape::OpenAi) {
            Named::One(account, model) => format!("{} {model}", account.id),
            Named::Several(ids) => format!("several: {}", ids.join(" ")),
            Named::None(labels) => format!("none: {}", labels.join(" ")),
        }
    }

    #[test]
    fn an_account_goes_by_its_id_its_name_or_its_provider() {
        let accounts = [
            account("acc_1", "My  work (2026)", "openai"),
            account("acc_2", "router", "openrouter"),
            account("acc_3", "Router!", "openrouter"),
            account("acc_4", "groq", "openai-compatible"),
            account("acc_5", "日本", "groq"),
        ];
        for (model, expected) in [
            ("acc_2/gpt", "acc_2 gpt"),
            ("my-work-2026/gpt", "acc_1 gpt"),
            ("My work 2026/gpt", "acc_1 gpt"),
            ("openai/gpt", "acc_1 gpt"),
            ("acc_2/deepseek/v3:free", "acc_2 deepseek/v3:free"),
            ("router/gpt", "several: acc_2 acc_3"),
            ("openrouter/gpt", "several: acc_2 acc_3"),
            ("groq/llama", "acc_4 llama"),
            ("日本/llama", "none: acc_1 acc_2 acc_3 acc_4 acc_5"),
            ("gpt", "none: acc_1 acc_2 acc_3 acc_4 acc_5"),
            ("acc_1/", "none: acc_1 acc_2 acc_3 acc_4 acc_5"),
            ("/gpt", "none: acc_1 acc_2 acc_3 acc_4 acc_5"),
        ] {
            assert_eq!(found(&accounts, model), expected, "{model}");
        }
    }

    #[test]
    fn a_name_that_is_not_alone_is_no_label() {
        let accounts = [
            ("acc_1", "Work"),
            ("acc_2", "Router"),
            ("acc_3", "router"),
            ("acc_4", "日本"),
            ("acc_5", "Local"),
        ];
        assert_eq!(labels(accounts.into_iter()), ["work", "acc_2", "acc_3", "acc_4", "acc_5"]);
    }
}
