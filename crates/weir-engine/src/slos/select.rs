//! Whose runs and metrics an objective looks at.

use uuid::Uuid;
use weir_types::{
    ids::{DeploymentId, FlowId},
    slos::SloSelect,
};

/// What a run or a series of a metric belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The flow.
    pub flow_id: Option<FlowId>,
    /// Its name.
    pub flow_name: String,
    /// The deployment.
    pub deployment_id: Option<DeploymentId>,
    /// Its name.
    pub deployment_name: String,
    /// The run's tags; of a series, those of the deployment.
    pub tags: Vec<String>,
    /// The name of the work pool.
    pub work_pool: String,
}

impl Subject {
    fn is_of_flow(&self, wanted: &str) -> bool {
        self.flow_name == wanted || is_id(self.flow_id.map(Uuid::from), wanted)
    }

    fn is_of_deployment(&self, wanted: &str) -> bool {
        let Some(id) = self.deployment_id else { return false };
        let full = wanted
            .strip_prefix(self.flow_name.as_str())
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|name| name == self.deployment_name);
        full || self.deployment_name == wanted || is_id(Some(id.into()), wanted)
    }
}

fn is_id(id: Option<Uuid>, wanted: &str) -> bool {
    id.is_some() && wanted.parse().ok() == id
}

/// Whether something is selected. The own deployment of an objective comes before all else.
pub fn selects(select: &SloSelect, own: Option<DeploymentId>, subject: &Subject) -> bool {
    let any = |wanted: &[String], is: &dyn Fn(&str) -> bool| {
        wanted.is_empty() || wanted.iter().any(|wanted| is(wanted))
    };
    own.is_none_or(|own| subject.deployment_id == Some(own))
        && any(&select.flows, &|wanted| subject.is_of_flow(wanted))
        && any(&select.deployments, &|wanted| subject.is_of_deployment(wanted))
        && any(&select.work_pools, &|wanted| subject.work_pool == wanted)
        && select.tags.iter().all(|tag| subject.tags.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_that_is_not_empty_must_be_met() {
        let id = |byte| Uuid::from_bytes([byte; 16]);
        let subject = Subject {
            flow_id: Some(FlowId(id(1))),
            flow_name: "etl/eu".to_owned(),
            deployment_id: Some(DeploymentId(id(2))),
            deployment_name: "nightly".to_owned(),
            tags: vec!["prod".to_owned(), "daily".to_owned()],
            work_pool: "k8s".to_owned(),
        };
        let (flow, deployment) = (id(1).to_string(), id(2).to_string());
        for (flows, deployments, tags, pools, expected) in [
            (vec![], vec![], vec![], vec![], true),
            (vec!["etl/eu"], vec![], vec![], vec![], true),
            (vec![flow.as_str()], vec![], vec![], vec![], true),
            (vec!["other", "etl/eu"], vec![], vec![], vec![], true),
            (vec!["other"], vec![], vec![], vec![], false),
            (vec![], vec!["nightly"], vec![], vec![], true),
            (vec![], vec!["etl/eu/nightly"], vec![], vec![], true),
            (vec![], vec!["etl/nightly"], vec![], vec![], false),
            (vec![], vec![deployment.as_str()], vec![], vec![], true),
            (vec![], vec![flow.as_str()], vec![], vec![], false),
            (vec![], vec![], vec!["prod"], vec![], true),
            (vec![], vec![], vec!["prod", "daily"], vec![], true),
            (vec![], vec![], vec!["prod", "weekly"], vec![], false),
            (vec![], vec![], vec![], vec!["k8s", "local"], true),
            (vec![], vec![], vec![], vec!["local"], false),
            (vec!["etl/eu"], vec!["nightly"], vec!["prod"], vec!["local"], false),
        ] {
            let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
            let select = SloSelect {
                flows: owned(flows),
                deployments: owned(deployments),
                tags: owned(tags),
                work_pools: owned(pools),
            };
            assert_eq!(selects(&select, None, &subject), expected, "{select:?}");
            assert_eq!(selects(&select, Some(DeploymentId(id(2))), &subject), expected, "{select:?}");
            assert!(!selects(&select, Some(DeploymentId(id(3))), &subject));
        }
        let nameless = Subject { deployment_id: None, deployment_name: String::new(), ..subject };
        let empty = SloSelect { deployments: vec![String::new()], ..SloSelect::default() };
        assert!(!selects(&empty, None, &nameless), "no deployment is none without a name");
    }
}
