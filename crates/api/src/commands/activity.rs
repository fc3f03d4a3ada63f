use super::Answer;
use crate::app::App;
use crate::contract::{ActivityList, ActivityPage};

const PAGE: u32 = 100;
const PAGE_MAX: u32 = 500;

/// One page of the log, newest first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn activity_list(app: &App, request: ActivityList) -> Answer<ActivityPage> {
    let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
    let store = &app.core().await?.store;
    // One more than asked for tells whether there is an older page.
    let mut entries = store
        .activity(request.key_id.as_deref(), request.before, limit + 1)
        .await
        .map_err(keyhinge_core::Error::from)?;
    let more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let older = if more { entries.last().map(|entry| entry.id) } else { None };
    Ok(ActivityPage { entries, older })
}
