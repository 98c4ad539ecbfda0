//! How rules govern one transition.
//!
//! A policy is a list of steps in order of priority. On the way in each step looks at the proposed state and may
//! replace it, refuse it or put it off; on the way out, in reverse order, each step records what follows from the
//! state that came through. A rule applies to the transition for which it was chosen: once an earlier rule has led
//! elsewhere, the later ones stand aside, and an earlier rule whose transition was led elsewhere takes back what
//! it did.

use weir_types::{
    orchestration::{SetStateStatus, StateResponseDetails},
    state::{State, StateType},
};

use crate::{effect::Effect, env::Env};

/// A set of state types, where "no state" counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateSet(u16);

impl StateSet {
    /// Every state type, and no state.
    pub(crate) const ANY: Self = Self((1 << 10) - 1);
    /// The states that a run ends in.
    pub(crate) const TERMINAL: Self =
        Self::of(&[StateType::Completed, StateType::Failed, StateType::Cancelled, StateType::Crashed]);

    const fn bit(state_type: Option<StateType>) -> u16 {
        match state_type {
            None => 1 << 9,
            Some(state_type) => 1 << state_type as u16,
        }
    }

    /// The set of these types.
    pub(crate) const fn of(types: &[StateType]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < types.len() {
            bits |= Self::bit(Some(types[at]));
            at += 1;
        }
        Self(bits)
    }

    /// This set without these types.
    pub(crate) const fn except(self, types: &[StateType]) -> Self {
        Self(self.0 & !Self::of(types).0)
    }

    /// Whether the type (or no state) is in the set.
    pub(crate) const fn has(self, state_type: Option<StateType>) -> bool {
        self.0 & Self::bit(state_type) != 0
    }
}

/// A kind of run that can be orchestrated.
pub(crate) trait Machine: Sized + 'static {
    /// What is known of the run and around it.
    type Context;
    /// The fields of the run that orchestration changes.
    type Run;
    /// What rules note on the way in for the way out.
    type Memo: Default;

    /// Time, settings, client and fresh ids.
    fn env(ctx: &Self::Context) -> &Env;
}

/// One transition under way.
pub(crate) struct Transition<'a, M: Machine> {
    pub(crate) ctx: &'a M::Context,
    pub(crate) initial: Option<&'a State>,
    /// The state that the run will enter; none when it stays where it is.
    pub(crate) proposed: Option<State>,
    pub(crate) run: M::Run,
    pub(crate) memo: M::Memo,
    pub(crate) effects: Vec<Effect>,
    pub(crate) status: SetStateStatus,
    pub(crate) details: StateResponseDetails,
}

impl<M: Machine> Transition<'_, M> {
    pub(crate) fn env(&self) -> &Env {
        M::env(self.ctx)
    }

    pub(crate) fn initial_type(&self) -> Option<StateType> {
        self.initial.map(|state| state.state_type)
    }

    pub(crate) fn proposed_type(&self) -> Option<StateType> {
        self.proposed.as_ref().map(|state| state.state_type)
    }

    /// Takes a rule's ruling into account. Answers the type that the rule itself led to.
    fn take(&mut self, ruling: Ruling, intended: StateType) -> Option<StateType> {
        let (status, details, proposed) = match ruling {
            Ruling::Keep => return Some(intended),
            Ruling::Replace { state, reason } => {
                (SetStateStatus::Reject, StateResponseDetails::Reject { reason: Some(reason) }, Some(*state))
            }
            Ruling::Stay { reason } => {
                (SetStateStatus::Reject, StateResponseDetails::Reject { reason: Some(reason) }, None)
            }
            Ruling::Abort { reason } => {
                (SetStateStatus::Abort, StateResponseDetails::Abort { reason: Some(reason) }, None)
            }
            Ruling::Wait { delay_seconds, reason } => (
                SetStateStatus::Wait,
                StateResponseDetails::Wait { delay_seconds, reason: Some(reason) },
                None,
            ),
        };
        self.status = status;
        self.details = details;
        self.proposed = proposed;
        self.proposed_type()
    }
}

/// What a rule makes of the proposed state.
#[derive(Debug)]
pub(crate) enum Ruling {
    /// It may go on (the rule may have amended it in place).
    Keep,
    /// The run enters this state instead: `REJECT`.
    Replace { state: Box<State>, reason: String },
    /// The run stays in its state: `REJECT`.
    Stay { reason: String },
    /// The run stays in its state and the client gives up: `ABORT`.
    Abort { reason: String },
    /// The run stays in its state and the client comes back: `WAIT`.
    Wait { delay_seconds: i64, reason: String },
}

impl Ruling {
    pub(crate) fn replace(state: State, reason: impl Into<String>) -> Self {
        Self::Replace { state: Box::new(state), reason: reason.into() }
    }

    pub(crate) fn stay(reason: impl Into<String>) -> Self {
        Self::Stay { reason: reason.into() }
    }

    pub(crate) fn abort(reason: impl Into<String>) -> Self {
        Self::Abort { reason: reason.into() }
    }
}

/// A rule: for which transitions it is, and what it does.
pub(crate) struct Rule<M: Machine> {
    /// The states that the run may be in.
    pub(crate) from: StateSet,
    /// The states that may be proposed.
    pub(crate) to: StateSet,
    /// On the way in: judges the proposed state.
    pub(crate) judge: fn(&mut Transition<'_, M>) -> Ruling,
    /// On the way out, when the transition is still the one that the rule judged.
    pub(crate) follow_up: fn(&mut Transition<'_, M>),
    /// On the way out, when another rule led the transition elsewhere.
    pub(crate) take_back: fn(&mut Transition<'_, M>),
}

/// The follow-up of a rule that has none.
pub(crate) fn nothing<M: Machine>(_: &mut Transition<'_, M>) {}

/// The judgement of a rule that only follows up.
pub(crate) fn no_objection<M: Machine>(_: &mut Transition<'_, M>) -> Ruling {
    Ruling::Keep
}

/// One entry of a policy.
pub(crate) enum Step<M: Machine> {
    /// Governs some transitions.
    Rule(Rule<M>),
    /// Acts on the way in of every transition, before the rules that follow it.
    Enter(fn(&mut Transition<'_, M>)),
    /// Acts on the way out of every transition that leads to a new state.
    Leave(fn(&mut Transition<'_, M>)),
}

/// Runs `steps` over the transition, with `settle` at the turning point, when it is known which state will be entered.
pub(crate) fn govern<M: Machine>(
    transition: &mut Transition<'_, M>,
    steps: &'static [Step<M>],
    settle: impl FnOnce(&mut Transition<'_, M>),
) {
    let from = transition.initial_type();
    let Some(intended) = transition.proposed_type() else { return };
    let mut entered: Vec<Entered<M>> = Vec::with_capacity(steps.len());
    for step in steps {
        match step {
            Step::Enter(act) => act(transition),
            Step::Leave(act) => entered.push(Entered::Leave(*act)),
            Step::Rule(rule) => {
                let concerns = rule.from.has(from) && rule.to.has(Some(intended));
                if concerns && transition.proposed_type() == Some(intended) {
                    let ruling = (rule.judge)(transition);
                    let led_to = transition.take(ruling, intended);
                    entered.push(Entered::Rule { rule, led_to });
                }
            }
        }
    }
    settle(transition);
    for step in entered.into_iter().rev() {
        match step {
            Entered::Leave(act) if transition.proposed.is_some() => act(transition),
            // A rule that led to a state which it does not govern is done.
            Entered::Rule { rule, led_to } if rule.to.has(led_to) => {
                if led_to == transition.proposed_type() {
                    (rule.follow_up)(transition);
                } else {
                    (rule.take_back)(transition);
                }
            }
            Entered::Leave(_) | Entered::Rule { .. } => {}
        }
    }
}

enum Entered<M: Machine> {
    Leave(fn(&mut Transition<'_, M>)),
    Rule { rule: &'static Rule<M>, led_to: Option<StateType> },
}
