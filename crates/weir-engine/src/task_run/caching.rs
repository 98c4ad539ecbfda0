//! Reusing results.

use weir_types::state::{
    State,
    StateType::{Completed, Running},
};

use crate::{
    effect::Effect,
    task_run::{TaskRuns, TaskTransition},
    transition::{Rule, Ruling, StateSet, nothing},
};

/// A run whose cache key is known need not run.
pub(super) const RETRIEVE: Rule<TaskRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Running]),
    judge: judge_retrieve,
    follow_up: nothing,
    take_back: nothing,
};

/// A completed state with a cache key is remembered. A key that is too long is remarked upon, but serves all the same.
pub(super) const INSERT: Rule<TaskRuns> = Rule {
    from: StateSet::ANY,
    to: StateSet::of(&[Completed]),
    judge: judge_insert,
    follow_up: remember,
    take_back: nothing,
};

/// The key under which a state is looked up, unless it asks for a fresh run.
pub(super) fn lookup_key(proposed: &State) -> Option<&str> {
    let details = &proposed.state_details;
    details.cache_key.as_deref().filter(|key| !key.is_empty() && details.refresh_cache != Some(true))
}

fn judge_retrieve(transition: &mut TaskTransition<'_>) -> Ruling {
    let asked = transition.proposed.as_ref().is_some_and(|proposed| lookup_key(proposed).is_some());
    match &transition.ctx.facts.cached_state {
        Some(cached) if asked => {
            let mut state = cached.clone().named("Cached");
            state.id = transition.env().fresh.state;
            state.timestamp = transition.env().now;
            Ruling::replace(state, "Retrieved state from cache")
        }
        _ => Ruling::Keep,
    }
}

fn judge_insert(transition: &mut TaskTransition<'_>) -> Ruling {
    let longest = transition.env().settings.max_cache_key_length;
    match &transition.proposed {
        Some(state) if cache_key(state).is_some_and(|key| key.chars().count() > longest) => Ruling::replace(
            state.clone(),
            format!("Cache key exceeded maximum allowed length of {longest} characters."),
        ),
        _ => Ruling::Keep,
    }
}

fn cache_key(state: &State) -> Option<&str> {
    state.state_details.cache_key.as_deref().filter(|key| !key.is_empty())
}

fn remember(transition: &mut TaskTransition<'_>) {
    let Some(state) = &transition.proposed else { return };
    if let Some(key) = cache_key(state) {
        transition.effects.push(Effect::CacheState {
            key: key.to_owned(),
            expiration: state.state_details.cache_expiration,
            state: state.id,
        });
    }
}
