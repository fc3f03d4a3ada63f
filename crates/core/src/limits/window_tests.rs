use proptest::prelude::*;

use super::*;

fn limit(metric: Metric, amount: i64) -> Limit {
    Limit { metric, window_seconds: 60, amount }
}

fn free() -> Window {
    Window::new(&[
        limit(Metric::Requests, 3),
        limit(Metric::PromptTokens, 100),
        limit(Metric::CompletionTokens, 50),
    ])
}

/// One call: a request, its prompt and an answer of one token at most.
fn admit(window: &mut Window, now: Duration, prompt_tokens: i64) -> Result<Remaining, Refused> {
    let before = window.clone();
    let admitted = window.admit_request(now).and_then(|_| window.admit_answer(now, prompt_tokens, 1));
    match admitted {
        Ok(granted) => {
            window.give_back(granted);
            Ok(window.look(now))
        }
        Err(refused) => {
            *window = before;
            Err(refused)
        }
    }
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[test]
fn requests_are_refused_at_the_limit_and_come_back_a_minute_later() {
    let mut window = free();
    for at in [900, 950, 999] {
        assert!(admit(&mut window, ms(at), 1).is_ok());
    }
    let refused = admit(&mut window, ms(5_000), 1);
    let retry_after = ms(56_000);
    assert_eq!(refused, Err(Refused::UsedUp { metric: Metric::Requests, limit: 3, retry_after }));
    // 60.9 s would be a whole minute after the first; the second 61 is the first whole one after all three.
    assert!(admit(&mut window, ms(60_999), 1).is_err());
    assert!(admit(&mut window, ms(61_000), 1).is_ok());
}

#[test]
fn a_call_that_is_settled_counts_what_it_took() {
    let mut window = free();
    let one = window.reserve(ms(0), 40, 30).unwrap();
    let two = window.reserve(ms(0), 40, 30).unwrap();
    let left = window.look(ms(0));
    assert_eq!(
        (left.remaining(Metric::PromptTokens), left.remaining(Metric::CompletionTokens)),
        (Some(20), Some(0))
    );
    assert!(matches!(
        window.reserve(ms(0), 1, 1),
        Err(Refused::UsedUp { metric: Metric::CompletionTokens, limit: 50, .. })
    ));
    // Half a minute later the first is done: it took fewer than was thought, and the second more.
    window.settle(ms(30_000), one, 10, 5);
    window.settle(ms(40_000), two, 60, 45);
    let left = window.look(ms(40_000));
    assert_eq!(
        (left.remaining(Metric::PromptTokens), left.remaining(Metric::CompletionTokens)),
        (Some(30), Some(0))
    );
    assert_eq!(window.look(ms(89_999)).remaining(Metric::CompletionTokens), Some(0));
    assert_eq!(
        window.look(ms(90_000)).remaining(Metric::CompletionTokens),
        Some(5),
        "counted from when it was known"
    );
    assert_eq!(window.look(ms(100_000)).resets_in, Duration::ZERO);
}

#[test]
fn a_prompt_that_never_fits_reserves_nothing() {
    let mut window = free();
    assert!(matches!(window.reserve(ms(0), 101, 1), Err(Refused::NeverFits { asked: 101, .. })));
    assert!(window.reserve(ms(0), 100, 1).is_ok());
    assert!(Window::new(&[]).reserve(ms(0), i64::MAX, i64::MAX).is_ok());
}

#[test]
fn a_refused_call_counts_nothing() {
    let mut window = free();
    assert!(admit(&mut window, ms(0), 90).is_ok());
    assert!(admit(&mut window, ms(10), 20).is_err());
    let left = window.look(ms(10));
    assert_eq!(left.remaining(Metric::Requests), Some(2));
    assert_eq!(left.remaining(Metric::PromptTokens), Some(10));
    assert!(admit(&mut window, ms(20), 10).is_ok());
}

#[test]
fn a_prompt_above_the_whole_limit_is_told_that_it_never_fits() {
    let refused = admit(&mut free(), ms(0), 101);
    assert_eq!(refused, Err(Refused::NeverFits { metric: Metric::PromptTokens, limit: 100, asked: 101 }));
}

#[test]
fn an_answer_gets_what_is_left_and_then_none_until_it_has_left_the_window() {
    let mut window = free();
    assert_eq!(window.admit_answer(ms(100), 1, 30), Ok(30));
    assert_eq!(window.look(ms(100)).remaining(Metric::CompletionTokens), Some(20), "reserved counts as used");
    assert_eq!(window.admit_answer(ms(200), 1, 70), Ok(20), "more than the limit is cut, not refused");
    let retry_after = ms(60_000);
    let nothing_left = Refused::UsedUp { metric: Metric::CompletionTokens, limit: 50, retry_after };
    assert_eq!(window.admit_answer(ms(300), 1, 1), Err(nothing_left));
    assert_eq!(
        window.look(ms(300)).remaining(Metric::PromptTokens),
        Some(98),
        "the refused prompt costs nothing"
    );
    // What generates nothing is not held up by it.
    assert_eq!(window.admit_answer(ms(300), 1, 0), Ok(0));
    // The first sends all of its 30 at 2.5 s; the second is cancelled after 5 of its 20.
    window.spend(ms(2_500), 30);
    window.spend(ms(2_600), 5);
    window.give_back(15);
    assert_eq!(window.look(ms(2_600)).remaining(Metric::CompletionTokens), Some(15));
    assert_eq!(window.admit_answer(ms(3_000), 1, 40), Ok(15));
    window.spend(ms(3_000), 15);
    assert_eq!(window.admit_answer(ms(3_000), 1, 1), Err(nothing_left));
    assert_eq!(window.admit_answer(ms(63_000), 1, 99), Ok(50));
}

#[test]
fn a_reservation_does_not_age() {
    let mut window = free();
    assert_eq!(window.admit_answer(ms(0), 1, 50), Ok(50));
    assert!(window.admit_answer(ms(600_000), 1, 1).is_err(), "the answer may still send all of it");
    assert_eq!(window.look(ms(600_000)).resets_in, ms(60_000));
    window.give_back(50);
    assert_eq!(window.admit_answer(ms(600_000), 1, 50), Ok(50));
}

#[test]
fn waiting_is_told_until_there_is_room_for_what_was_asked() {
    let mut window = Window::new(&[limit(Metric::PromptTokens, 100)]);
    assert!(admit(&mut window, ms(1_000), 40).is_ok());
    assert!(admit(&mut window, ms(9_000), 40).is_ok());
    let wait = |window: &mut Window, tokens| match admit(window, ms(10_000), tokens) {
        Err(Refused::UsedUp { retry_after, .. }) => retry_after,
        other => panic!("{other:?}"),
    };
    assert_eq!(wait(&mut window, 60), ms(51_000));
    assert_eq!(wait(&mut window, 61), ms(59_000));
}

#[test]
fn without_limits_everything_is_admitted_and_counted() {
    let mut window = Window::new(&[]);
    for _ in 0..10_000 {
        assert!(admit(&mut window, ms(5), i64::MAX).is_ok());
    }
    for _ in 0..3 {
        let granted = window.admit_answer(ms(5), 1, i64::MAX).unwrap();
        window.spend(ms(5), granted);
    }
    assert_eq!(window.look(ms(5)).remaining(Metric::PromptTokens), None);
    window.set_limits(&[limit(Metric::Requests, 10_000)]);
    assert!(admit(&mut window, ms(6), 1).is_err(), "new limits meet what was counted before");
}

#[test]
fn the_smallest_of_several_limits_holds_and_other_windows_are_not_ours() {
    let daily = Limit { metric: Metric::Requests, window_seconds: 86_400, amount: 1 };
    let mut window = Window::new(&[limit(Metric::Requests, 9), limit(Metric::Requests, 2), daily]);
    assert_eq!(window.look(ms(0)).limit(Metric::Requests), Some(2));
}

#[test]
fn a_restart_neither_forgets_nor_forgives() {
    let row = |second, requests| SecondCount { second, requests, ..SecondCount::default() };
    let mut window = free();
    // The wall clock says 1000.5 s; this process is 2.25 s old.
    let now = CLOCK_START + ms(2_250);
    window.refill(now, 1_000_500, &[row(941, 1), row(940, 5), row(1_001, 1), row(9_999, 1)]);
    assert_eq!(window.look(now).used.of(Metric::Requests), 3, "940 has left, the future ones count");
    assert!(admit(&mut window, now, 1).is_err());
    // 941 leaves 0.5 s later by the wall clock; the next whole second here is 0.75 s away.
    assert!(admit(&mut window, now + ms(500), 1).is_err());
    assert!(admit(&mut window, now + ms(750), 1).is_ok());
    assert!(admit(&mut window, now + ms(800), 1).is_err());
    assert!(admit(&mut window, now + ms(60_750), 1).is_ok());
}

#[test]
fn the_reset_is_when_the_newest_second_has_left() {
    let mut window = free();
    assert_eq!(window.look(ms(700)).resets_in, Duration::ZERO);
    let left = admit(&mut window, ms(700), 1);
    assert_eq!(left.map(|left| left.resets_in), Ok(ms(60_300)));
}

#[test]
fn wall_seconds_are_booked_like_monotonic_ones() {
    assert_eq!(booked_wall_second(12_300), 13);
    assert_eq!(booked_wall_second(12_000), 12);
    assert_eq!(booked_wall_second(-300), 0);
    assert_eq!(booked_second(ms(12_300)), 13);
}

#[derive(Debug, Clone)]
struct Step {
    wait: u64,
    prompt: i64,
}

fn wait() -> impl Strategy<Value = u64> {
    prop_oneof![0..50_u64, 0..3_000_u64, 50_000..70_000_u64]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (wait(), 0..60_i64).prop_map(|(wait, prompt)| Step { wait, prompt });
    proptest::collection::vec(step, 1..120)
}

/// What happens to the answers that are open at the same time; `which` picks one of them.
#[derive(Debug, Clone)]
enum Event {
    Begin(i64),
    Send { which: usize, tokens: i64 },
    End(usize),
}

fn events() -> impl Strategy<Value = Vec<(u64, Event)>> {
    let event = prop_oneof![
        (0..80_i64).prop_map(Event::Begin),
        (0..9_usize, 1..20_i64).prop_map(|(which, tokens)| Event::Send { which, tokens }),
        (0..9_usize, 1..20_i64).prop_map(|(which, tokens)| Event::Send { which, tokens }),
        (0..9_usize).prop_map(Event::End),
    ];
    proptest::collection::vec((wait(), event), 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// For every admitted call: the minute that ends with it holds no more than the limit, to the
    /// millisecond. That covers every 60 seconds, since any stretch can be moved to end at its last call.
    #[test]
    fn no_sixty_seconds_ever_hold_more_than_the_limit(steps in steps()) {
        let (requests, prompts) = (7, 100);
        let mut window =
            Window::new(&[limit(Metric::Requests, requests), limit(Metric::PromptTokens, prompts)]);
        let mut now = 0_u64;
        let mut admitted: Vec<(u64, i64)> = Vec::new();
        for step in steps {
            now += step.wait;
            let recent = |at: u64| at + 60_000 > now;
            match admit(&mut window, ms(now), step.prompt) {
                Ok(left) => {
                    admitted.push((now, step.prompt));
                    let count = i64::try_from(admitted.iter().filter(|c| recent(c.0)).count()).unwrap();
                    let sum: i64 = admitted.iter().filter(|c| recent(c.0)).map(|c| c.1).sum();
                    prop_assert!(count <= requests, "{count} requests");
                    prop_assert!(sum <= prompts, "{sum} prompt tokens");
                    // The header never promises more than a true window would.
                    prop_assert!(left.remaining(Metric::Requests) <= Some(requests - count));
                }
                Err(Refused::UsedUp { retry_after, .. }) => {
                    prop_assert!(retry_after > Duration::ZERO && retry_after <= ms(61_000));
                    // Waiting for exactly that long is enough, on the same metric.
                    let mut later = window.clone();
                    let metric = |refused| match refused {
                        Err(Refused::UsedUp { metric, .. }) => Some(metric),
                        _ => None,
                    };
                    let first = metric(admit(&mut window, ms(now), step.prompt));
                    let second = metric(admit(&mut later, ms(now) + retry_after, step.prompt));
                    prop_assert!(first.is_some() && first != second);
                }
                Err(Refused::NeverFits { .. }) => prop_assert!(step.prompt > prompts),
            }
        }
    }

    /// The same for completion tokens by the time at which they are sent, whatever answers are open at once and
    /// however they end; and nothing that was given back is lost.
    #[test]
    fn answers_at_the_same_time_never_send_more_than_the_limit(events in events()) {
        let completions = 50;
        let mut window = Window::new(&[limit(Metric::CompletionTokens, completions)]);
        let mut now = 0_u64;
        let mut open: Vec<i64> = Vec::new();
        let mut sent: Vec<(u64, i64)> = Vec::new();
        for (wait, event) in events {
            now += wait;
            let reserved: i64 = open.iter().sum();
            match event {
                Event::Begin(wanted) => match window.admit_answer(ms(now), 3, wanted) {
                    Ok(granted) => {
                        prop_assert!(granted <= wanted && (granted > 0 || wanted == 0));
                        // All of them would still fit if they were sent now.
                        let recent: i64 = sent.iter().filter(|s| s.0 + 60_000 > now).map(|s| s.1).sum();
                        prop_assert!(recent + reserved + granted <= completions);
                        open.push(granted);
                    }
                    Err(_) => {
                        // A second longer than the minute at most, as for every metric.
                        let recent: i64 = sent.iter().filter(|s| s.0 + 61_000 > now).map(|s| s.1).sum();
                        prop_assert!(recent + reserved >= completions, "refused with room left");
                    }
                },
                Event::Send { which, tokens } if !open.is_empty() => {
                    let which = which % open.len();
                    let tokens = tokens.min(open[which]);
                    window.spend(ms(now), tokens);
                    open[which] -= tokens;
                    sent.push((now, tokens));
                    let recent: i64 = sent.iter().filter(|s| s.0 + 60_000 > now).map(|s| s.1).sum();
                    prop_assert!(recent <= completions, "{recent} completion tokens in a minute");
                }
                Event::End(which) if !open.is_empty() => {
                    window.give_back(open.swap_remove(which % open.len()));
                }
                Event::Send { .. } | Event::End(_) => {}
            }
        }
        open.drain(..).for_each(|left| window.give_back(left));
        let later = ms(now + 61_000);
        prop_assert_eq!(window.look(later).remaining(Metric::CompletionTokens), Some(completions));
    }
}
