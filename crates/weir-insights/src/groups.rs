//! What runs are told apart by, and its names.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;
use weir_store::{
    Conn, Result,
    insights::{Belongings, Needs, Queue, deployment_names, flow_names, queues},
};
use weir_types::{
    ids::{DeploymentId, FlowId, WorkQueueId},
    insights::{GroupBy, Named},
};

/// What one thing is that a group has in common; none where its runs have no such thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    /// The id of a flow, a deployment, a pool or a queue.
    Id(Option<Uuid>),
    /// A tag, the name of a state, or the key of a task.
    Text(Option<String>),
}

/// What a group has in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<Part>);

/// How runs are told apart.
#[derive(Clone, Debug)]
pub struct Grouping {
    by: Vec<GroupBy>,
    queues: HashMap<WorkQueueId, Queue>,
}

impl Grouping {
    /// Tells runs apart by these.
    ///
    /// # Errors
    /// As the store says.
    pub async fn of(conn: &mut Conn, by: &[GroupBy]) -> Result<Self> {
        let of_queues = by.iter().any(|by| matches!(by, GroupBy::WorkPool | GroupBy::WorkQueue));
        let queues = if of_queues { queues(conn).await? } else { HashMap::new() };
        let mut distinct = Vec::new();
        for by in by {
            if !distinct.contains(by) {
                distinct.push(*by);
            }
        }
        Ok(Self { by: distinct, queues })
    }

    /// What has to be read of each run.
    pub fn needs(&self) -> Needs {
        let by = |one| self.by.contains(&one);
        Needs {
            flow: by(GroupBy::Flow),
            deployment: by(GroupBy::Deployment),
            queue: by(GroupBy::WorkPool) || by(GroupBy::WorkQueue),
            tags: by(GroupBy::Tag),
            task: by(GroupBy::Task),
            state: by(GroupBy::State),
        }
    }

    /// The key of all runs, when they are not told apart.
    pub fn whole(&self) -> Option<Key> {
        self.by.is_empty().then(|| Key(Vec::new()))
    }

    /// The groups that runs are in that belong to these: one, or one for each of their tags.
    pub fn keys(&self, run: &Belongings) -> Vec<Key> {
        let mut keys = vec![Key(Vec::with_capacity(self.by.len()))];
        for by in &self.by {
            let part = match by {
                GroupBy::Flow => Part::Id(run.flow_id.map(Into::into)),
                GroupBy::Deployment => Part::Id(run.deployment_id.map(Into::into)),
                GroupBy::WorkQueue => Part::Id(run.work_queue_id.map(Into::into)),
                GroupBy::WorkPool => {
                    let queue = run.work_queue_id.and_then(|id| self.queues.get(&id));
                    Part::Id(queue.map(|queue| queue.pool_id.into()))
                }
                GroupBy::State => Part::Text(run.state_name.clone()),
                GroupBy::Task => Part::Text(run.task_key.clone()),
                GroupBy::Tag => {
                    let tags: Vec<Part> = if run.tags.is_empty() {
                        vec![Part::Text(None)]
                    } else {
                        run.tags.iter().map(|tag| Part::Text(Some(tag.clone()))).collect()
                    };
                    keys = keys
                        .iter()
                        .flat_map(|Key(key)| {
                            tags.iter()
                                .map(move |tag| Key([key.as_slice(), std::slice::from_ref(tag)].concat()))
                        })
                        .collect();
                    continue;
                }
            };
            for Key(key) in &mut keys {
                key.push(part.clone());
            }
        }
        keys
    }

    /// What is told of each group, with the names that there are now.
    ///
    /// # Errors
    /// As the store says.
    pub async fn named(&self, conn: &mut Conn, keys: &[Key]) -> Result<Vec<BTreeMap<String, Named>>> {
        let flows: Vec<FlowId> = self.ids(keys, GroupBy::Flow).map(FlowId).collect();
        let flows = flow_names(conn, &flows).await?;
        let deployments: Vec<DeploymentId> = self.ids(keys, GroupBy::Deployment).map(DeploymentId).collect();
        let deployments = deployment_names(conn, &deployments).await?;
        let pools: HashMap<Uuid, &str> =
            self.queues.values().map(|queue| (queue.pool_id.into(), queue.pool_name.as_str())).collect();
        let name = |by, id| match by {
            GroupBy::Flow => flows.get(&FlowId(id)).cloned(),
            GroupBy::Deployment => deployments.get(&DeploymentId(id)).cloned(),
            GroupBy::WorkPool => pools.get(&id).map(|name| (*name).to_owned()),
            _ => self.queues.get(&WorkQueueId(id)).map(|queue| queue.name.clone()),
        };
        let named = |by: GroupBy, part: &Part| match part {
            Part::Id(None) | Part::Text(None) => Named::default(),
            Part::Id(Some(id)) => Named { id: Some(id.to_string()), name: name(by, *id) },
            Part::Text(Some(key)) if by == GroupBy::Task => {
                Named { id: Some(key.clone()), name: Some(task_name(key).to_owned()) }
            }
            Part::Text(text) => Named { id: None, name: text.clone() },
        };
        let group = |Key(key): &Key| {
            let parts = self.by.iter().zip(key);
            parts.map(|(by, part)| (by.as_str().to_owned(), named(*by, part))).collect()
        };
        Ok(keys.iter().map(group).collect())
    }

    fn ids<'k>(&'k self, keys: &'k [Key], by: GroupBy) -> impl Iterator<Item = Uuid> + 'k {
        let place = self.by.iter().position(|one| *one == by);
        let ids: std::collections::BTreeSet<Uuid> = keys
            .iter()
            .filter_map(|Key(key)| match key.get(place?) {
                Some(Part::Id(id)) => *id,
                _ => None,
            })
            .collect();
        ids.into_iter()
    }
}

/// The name of a task, which the SDK puts before a hash of eight digits in the task's key.
pub fn task_name(key: &str) -> &str {
    match key.rsplit_once('-') {
        Some((name, hash))
            if !name.is_empty() && hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            name
        }
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_named_without_its_hash() {
        for (key, name) in [
            ("extract-1f0a93be", "extract"),
            ("load-to-db-00000000", "load-to-db"),
            ("pipeline.extract", "pipeline.extract"),
            ("extract-data", "extract-data"),
            ("-1f0a93be", "-1f0a93be"),
        ] {
            assert_eq!(task_name(key), name);
        }
    }
}
