//! Plain cases beside the random ones, one for each way in which a caller can be held up by another.

use std::time::Duration;

use crate::caller::Ending;
use crate::executor::Run;
use crate::ledger::Ledger;
use crate::operations::Op;
use crate::platform::Fate;
use crate::stage::Side;

/// A world without trouble, and without a token that was issued before.
fn world() -> Run {
    let run = Run::new(1, false);
    run.platform.state().ledger = Ledger::default();
    run
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// How long somebody may wait for a token whose fetch has to be taken over, and for the answers after that.
const TAKEOVER: Duration = secs(11);

fn has_succeeded(run: &Run, caller: usize) -> bool {
    matches!(
        run.callers[caller].ending,
        Some((_, Ending::Returned(Ok(()))))
    )
}

/// Makes a call and gives it so much time to succeed.
fn succeeds_within(run: &mut Run, op: Op, side: Side, time: Duration) -> bool {
    let caller = run.add(op, side, None);
    run.run_for(time);
    has_succeeded(run, caller)
}

#[test]
fn whoever_is_not_polled_while_waiting_for_a_place_holds_nobody_up() {
    for op in [Op::Second, Op::Minute, Op::Create] {
        let mut run = world();
        for _ in 0..5 {
            run.add(op, Side::Left, None);
        }
        run.run_for(Duration::from_millis(200));
        let asleep = run.add(op, Side::Left, None);
        run.settle();
        assert!(run.callers[asleep].is_alive(), "{op:?}: there was a place");
        run.starve_for_good(asleep);
        let others: Vec<_> = (0..10).map(|_| run.add(op, Side::Left, None)).collect();
        run.run_for(secs(4));
        let served = others
            .iter()
            .filter(|&&other| has_succeeded(&run, other))
            .count();
        assert_eq!(served, 10, "calls of {op:?} that got through in 4 s");
    }
}

#[test]
fn whoever_is_not_polled_while_a_limit_recovers_holds_nobody_up() {
    let mut run = world();
    assert!(succeeds_within(&mut run, Op::Free, Side::Left, secs(1)));
    run.platform.state().next = Some(Fate::Limited {
        status: 429,
        reset: 10,
    });
    let asleep = run.add(Op::Free, Side::Left, None);
    run.run_for(Duration::from_millis(200));
    let other = run.add(Op::Free, Side::Left, None);
    run.settle();
    // Both wait until the platform's time has come; one of them is first in the queue.
    run.starve_for_good(asleep);
    run.starve_for_good(other);
    let third = run.add(Op::Free, Side::Left, None);
    run.run_for(secs(9));
    assert!(!has_succeeded(&run, third), "the limit was not kept");
    run.run_for(secs(3));
    assert!(
        has_succeeded(&run, third),
        "whoever is polled waits for those who are not"
    );
}

#[test]
fn whoever_is_not_polled_while_waiting_for_his_turn_holds_nobody_up() {
    let mut run = world();
    let first = run.add(Op::Lone, Side::Left, None);
    run.run_for(Duration::from_millis(120));
    let asleep = run.add(Op::Lone, Side::Left, None);
    run.settle();
    run.starve_for_good(asleep);
    let third = run.add(Op::Lone, Side::Left, None);
    run.run_for(secs(5));
    assert!(has_succeeded(&run, first) && run.callers[asleep].is_alive());
    assert!(has_succeeded(&run, third), "a turn was kept for nobody");
}

#[test]
fn a_token_whose_fetch_nobody_drives_is_fetched_by_another() {
    for begun in [false, true] {
        let mut run = world();
        let stranded = run.add(Op::Free, Side::Right, None);
        // Either the request is under way already, or all that there is is a future that has been polled.
        if begun {
            run.settle();
        } else {
            run.poll(stranded);
        }
        run.desert(Side::Right);
        assert!(
            succeeds_within(&mut run, Op::Free, Side::Left, TAKEOVER),
            "no token came; the stranded request was under way: {begun}"
        );
    }
}

#[test]
fn a_token_whose_fetch_ends_with_its_runtime_is_fetched_by_another() {
    let mut run = world();
    let stranded = run.add(Op::Free, Side::Right, None);
    run.settle();
    let waiting = run.add(Op::Free, Side::Left, None);
    run.settle();
    run.drop_caller(stranded);
    run.desert(Side::Right);
    run.stage.shut_down(Side::Right);
    assert!(
        succeeds_within(&mut run, Op::Free, Side::Left, TAKEOVER),
        "no token came"
    );
    assert!(
        has_succeeded(&run, waiting),
        "whoever waited already got no token"
    );
}

#[test]
fn a_fetch_that_ends_late_puts_no_old_token_in_place_of_a_new_one() {
    let mut run = world();
    let stranded = run.add(Op::Free, Side::Right, None);
    run.settle();
    run.desert(Side::Right);
    // Another takes over, and is given the same token, which then is taken back.
    assert!(
        succeeds_within(&mut run, Op::Free, Side::Left, TAKEOVER),
        "no token came"
    );
    run.platform.state().ledger.revoke();
    assert!(succeeds_within(&mut run, Op::Free, Side::Left, secs(1)));
    // Were it to go on, it would meet the old token by itself and replace it.
    run.drop_caller(stranded);
    run.return_to_both();
    run.run_for(secs(1));
    let before = run.platform.token_requests();
    assert!(succeeds_within(&mut run, Op::Free, Side::Left, secs(1)));
    assert_eq!(
        run.platform.token_requests(),
        before,
        "the old token has come back"
    );
}

#[test]
fn a_renewal_that_nobody_drives_holds_nobody_up() {
    let mut run = world();
    assert!(succeeds_within(&mut run, Op::Free, Side::Left, secs(1)));
    run.jump(secs(7200 - 20 * 60));
    let before = run.platform.token_requests();
    run.add(Op::Free, Side::Right, None);
    run.settle();
    run.desert(Side::Right);
    assert_eq!(
        run.platform.token_requests(),
        before + 1,
        "no renewal was begun"
    );
    assert!(
        succeeds_within(&mut run, Op::Free, Side::Left, secs(1)),
        "a token that is good was not used"
    );
    // The last three minutes: now the callers need the new one.
    run.jump(secs(18 * 60));
    assert!(
        succeeds_within(&mut run, Op::Free, Side::Left, TAKEOVER),
        "no new token came"
    );
}

#[test]
fn an_operation_that_refuses_every_token_costs_two_requests() {
    let mut run = world();
    assert!(succeeds_within(&mut run, Op::Free, Side::Left, secs(1)));
    let before = run.platform.token_requests();
    let mut late = Duration::ZERO;
    for round in 0..50 {
        let refused = run.add(Op::Refusing, Side::Left, None);
        while run.callers[refused].is_alive() {
            let other = run.add(Op::Free, Side::Left, None);
            run.settle();
            run.pass();
            run.run_for(Duration::from_millis(1));
            let sent = run.platform.sent_at(other);
            let waited = sent.map_or(secs(1), |sent| sent - run.callers[other].born);
            // At first nobody can know whether the token is at fault: then others may wait for another.
            if round >= 3 {
                late = late.max(waited);
            }
        }
        assert!(!has_succeeded(&run, refused));
    }
    run.run_for(secs(1));
    let failed = run
        .callers
        .iter()
        .filter(|caller| caller.op == Op::Free && !has_succeeded(&run, caller.number))
        .count();
    assert_eq!(failed, 0, "calls of another operation failed");
    let more = run.platform.token_requests() - before;
    assert!(more <= 2, "{more} more requests for a token");
    assert_eq!(
        late,
        Duration::ZERO,
        "calls of another operation had to wait"
    );
}
