//! Making runs of a deployment.

use weir_engine::{
    Env,
    parameters::{self, Mismatch, Stage, Variables},
};
use weir_types::{
    JsonObject, Labels,
    flow_runs::{
        CreateStatus, CreatedBy, DeploymentFlowRunCreate, FlowRunBulkCreateResponse, FlowRunCreateResult,
    },
    ids::{BlockDocumentId, DeploymentId, FlowId, StateId, WorkQueueId},
    names::Name,
    state::{State, StateType},
};

use crate::{
    conn::Conn,
    error::Result,
    flow_runs::{self, Created, Draft, Queue, Related},
    job_variables::{self, Prepared},
    params,
    row::Row,
    seal::Seal,
    variables,
    work_pools::{self, Pool},
    work_queues,
};

/// Why a run of a deployment is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCreated {
    /// There is no such deployment.
    UnknownDeployment,
    /// A queue is asked for, and the deployment has no work pool.
    NoWorkPool(String),
    /// No queue can have this name.
    BadQueueName(String),
    /// The parameters must fit a schema, and the deployment has none.
    NoSchema,
    /// A placeholder in the parameters stands for nothing.
    Placeholder(String),
    /// The parameters do not fit the schema.
    Mismatch(String),
    /// The schema of the parameters leads back to itself.
    CircularSchema,
    /// The job variables do not fit the base job template of the deployment's work pool.
    JobVariables(job_variables::Refused),
}

/// Makes a run of a deployment, scheduled for now unless told otherwise.
pub async fn create_flow_run(
    conn: &mut Conn,
    seal: &Seal,
    id: DeploymentId,
    create: &DeploymentFlowRunCreate,
    created_by: Option<&CreatedBy>,
    env: &Env,
) -> Result<Result<Created, NotCreated>> {
    let Some(origin) = origin(conn, id).await? else { return Ok(Err(NotCreated::UnknownDeployment)) };
    let template = origin.template(conn, seal).await?;
    origin.create(conn, &template, create, created_by, env).await
}

/// Makes many runs of a deployment; what stands against one does not keep the others from being made. None when there
/// is no such deployment.
pub async fn create_flow_runs(
    conn: &mut Conn,
    seal: &Seal,
    id: DeploymentId,
    creates: &[DeploymentFlowRunCreate],
    created_by: Option<&CreatedBy>,
    env: &Env,
) -> Result<Option<FlowRunBulkCreateResponse>> {
    let Some(origin) = origin(conn, id).await? else { return Ok(None) };
    let template = origin.template(conn, seal).await?;
    let mut results = Vec::with_capacity(creates.len());
    for create in creates {
        let made = origin.create(conn, &template, create, created_by, &env.renewed()).await?;
        results.push(result(made));
    }
    Ok(Some(FlowRunBulkCreateResponse { results }))
}

fn result(made: Result<Created, NotCreated>) -> FlowRunCreateResult {
    let failed = |error: String| FlowRunCreateResult {
        flow_run_id: None,
        status: CreateStatus::Failed,
        error: Some(error),
    };
    match made {
        Ok(Created::New(run) | Created::Existing(run)) => {
            FlowRunCreateResult { flow_run_id: Some(run.id), status: CreateStatus::Created, error: None }
        }
        Ok(Created::BrokenReference | Created::UnknownWorkPool | Created::UnknownWorkQueue) => {
            failed("What the run refers to does not exist.".to_owned())
        }
        Err(NotCreated::UnknownDeployment) => failed("Deployment not found".to_owned()),
        Err(NotCreated::NoWorkPool(queue)) => failed(format!(
            "Cannot create flow run in work queue {queue} because deployment is not associated with a work pool."
        )),
        Err(NotCreated::BadQueueName(queue)) => failed(format!("No work queue can be named {queue}.")),
        Err(NotCreated::NoSchema) => {
            failed("Parameter schema enforcement is enabled but deployment has no valid schema.".to_owned())
        }
        Err(NotCreated::Placeholder(error)) => failed(error),
        Err(NotCreated::Mismatch(error)) => failed(format!("Parameter validation failed: {error}")),
        Err(NotCreated::CircularSchema) => failed("Invalid schema: circular references detected.".to_owned()),
        Err(NotCreated::JobVariables(refused)) => failed(refused.told("Error creating flow run")),
    }
}

/// What a run takes from its deployment.
struct Origin {
    id: DeploymentId,
    name: String,
    version: Option<String>,
    flow_id: FlowId,
    flow_name: String,
    flow_tags: Vec<String>,
    parameters: JsonObject,
    schema: Option<JsonObject>,
    enforces_schema: bool,
    tags: Vec<String>,
    labels: Labels,
    infrastructure: Option<BlockDocumentId>,
    job_variables: JsonObject,
    template: Option<JsonObject>,
    work_queue_name: Option<String>,
    place: Option<(Queue, Pool)>,
}

async fn origin(conn: &mut Conn, id: DeploymentId) -> Result<Option<Origin>> {
    let sql = "SELECT d.name, d.version, d.flow_id, f.name, f.tags, d.parameters, d.parameter_openapi_schema,
                   d.enforce_parameter_schema, d.tags, d.labels, d.infrastructure_document_id, d.job_variables,
                   p.base_job_template, d.work_queue_name, q.id, q.name, p.id, p.name, p.type, p.default_queue_id
               FROM deployments AS d JOIN flows AS f ON f.id = d.flow_id
               LEFT JOIN work_queues AS q ON q.id = d.work_queue_id
               LEFT JOIN work_pools AS p ON p.id = q.work_pool_id WHERE d.id = $1";
    conn.first(sql, &params![id], |row| origin_row(row, id)).await
}

fn origin_row(row: Row<'_>, id: DeploymentId) -> Result<Origin> {
    let mut columns = row.columns();
    Ok(Origin {
        id,
        name: columns.take()?,
        version: columns.take()?,
        flow_id: columns.take()?,
        flow_name: columns.take()?,
        flow_tags: columns.take()?,
        parameters: columns.take()?,
        schema: columns.take()?,
        enforces_schema: columns.take()?,
        tags: columns.take()?,
        labels: Labels::from_stored(columns.take()?),
        infrastructure: columns.take()?,
        job_variables: columns.take()?,
        template: columns.take()?,
        work_queue_name: columns.take()?,
        place: match columns.take::<Option<WorkQueueId>>()? {
            None => None,
            Some(queue) => {
                let name = columns.take()?;
                let pool = work_pools::pool(&mut columns)?;
                Some((Queue { id: queue, name, pool: pool.id, pool_name: pool.name.clone() }, pool))
            }
        },
    })
}

impl Origin {
    async fn create(
        &self,
        conn: &mut Conn,
        template: &Result<Option<Prepared>, job_variables::Refused>,
        create: &DeploymentFlowRunCreate,
        created_by: Option<&CreatedBy>,
        env: &Env,
    ) -> Result<Result<Created, NotCreated>> {
        let parameters = match self.parameters(conn, create).await? {
            Ok(parameters) => parameters,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Err(refused) = self.job_variables_fit(template, create) {
            return Ok(Err(NotCreated::JobVariables(refused)));
        }
        let infrastructure_document_id = create.infrastructure_document_id.or(self.infrastructure);
        if !flow_runs::references_hold(conn, create.parent_task_run_id, create.infrastructure_document_id)
            .await?
        {
            return Ok(Ok(Created::BrokenReference));
        }
        let queue = match self.queue(conn, create, env).await? {
            Ok(queue) => queue,
            Err(refused) => return Ok(Err(refused)),
        };
        let asked = create.work_queue_name.clone().filter(|name| !name.is_empty());
        let draft = Draft {
            name: create.name.clone(),
            flow_id: self.flow_id,
            deployment_id: Some(self.id),
            deployment_version: self.version.clone(),
            queue,
            work_queue_name: asked.or_else(|| self.work_queue_name.clone()),
            flow_version: None,
            parameters,
            idempotency_key: create.idempotency_key.clone(),
            context: create.context.clone(),
            policy: create.empirical_policy.clone(),
            tags: self.tags(create),
            labels: self.labels(create),
            parent_task_run_id: create.parent_task_run_id,
            infrastructure_document_id,
            job_variables: Some(create.job_variables.clone().unwrap_or_default()),
            state: first_state(create, env),
            created_by: created_by.cloned(),
        };
        let related = self.related(conn, &draft).await?;
        flow_runs::insert(conn, draft, &related, env).await.map(Ok)
    }

    /// The deployment's parameters with those of the run laid over them, and placeholders filled in.
    async fn parameters(
        &self,
        conn: &mut Conn,
        create: &DeploymentFlowRunCreate,
    ) -> Result<Result<JsonObject, NotCreated>> {
        let mut parameters = if create.parameters.is_empty() {
            self.parameters.clone()
        } else if self.parameters.is_empty() {
            create.parameters.clone()
        } else {
            let mut merged = self.parameters.to_map();
            merged.extend(create.parameters.to_map());
            merged.into()
        };
        if parameters.as_str().contains("__prefect_kind") {
            let known = if parameters::needs_variables(&parameters) {
                variables::values(conn).await?
            } else {
                Variables::new()
            };
            parameters = match parameters::hydrate(&parameters, &known) {
                Ok(filled) => JsonObject::new(filled.into()).unwrap_or_default(),
                Err(error) => return Ok(Err(NotCreated::Placeholder(error.to_string()))),
            };
        }
        Ok(self.checked(parameters, create))
    }

    /// The parameters, if they fit the schema that they must fit.
    fn checked(
        &self,
        parameters: JsonObject,
        create: &DeploymentFlowRunCreate,
    ) -> Result<JsonObject, NotCreated> {
        if !create.enforce_parameter_schema.unwrap_or(self.enforces_schema) {
            return Ok(parameters);
        }
        let Some(schema) = &self.schema else { return Err(NotCreated::NoSchema) };
        if schema.is_empty() {
            return Ok(parameters);
        }
        let (value, schema) = (parameters.to_map().into(), schema.to_map().into());
        match parameters::check(&value, schema) {
            Ok(()) => Ok(parameters),
            Err(Mismatch::Circular) => Err(NotCreated::CircularSchema),
            Err(mismatch) => Err(NotCreated::Mismatch(mismatch.to_string())),
        }
    }

    /// The base job template of the work pool, if there is one, or why it is none.
    async fn template(
        &self,
        conn: &mut Conn,
        seal: &Seal,
    ) -> Result<Result<Option<Prepared>, job_variables::Refused>> {
        match &self.template {
            Some(template) => Prepared::of(conn, seal, template).await,
            None => Ok(Ok(None)),
        }
    }

    /// Whether the job variables fit the work pool's template.
    fn job_variables_fit(
        &self,
        template: &Result<Option<Prepared>, job_variables::Refused>,
        create: &DeploymentFlowRunCreate,
    ) -> Result<(), job_variables::Refused> {
        let Some(template) = template.as_ref().map_err(Clone::clone)? else { return Ok(()) };
        let none = JsonObject::default();
        let given = create.job_variables.as_ref().unwrap_or(&none);
        template.check(&[&self.job_variables, given], Stage::Run)
    }

    /// The queue that the run asks for, which is made if it is not there, or that of the deployment.
    async fn queue(
        &self,
        conn: &mut Conn,
        create: &DeploymentFlowRunCreate,
        env: &Env,
    ) -> Result<Result<Option<Queue>, NotCreated>> {
        let own = self.place.as_ref();
        let Some(asked) = create.work_queue_name.as_deref().filter(|name| !name.is_empty()) else {
            return Ok(Ok(own.map(|(queue, _)| queue.clone())));
        };
        let Some((queue, pool)) = own else { return Ok(Err(NotCreated::NoWorkPool(asked.to_owned()))) };
        if queue.name == asked {
            return Ok(Ok(Some(queue.clone())));
        }
        let Ok(name) = Name::new(asked) else { return Ok(Err(NotCreated::BadQueueName(asked.to_owned()))) };
        let id = work_queues::ensure(conn, pool, &name, env.now).await?;
        Ok(Ok(Some(Queue { id, name: name.into_string(), ..queue.clone() })))
    }

    fn tags(&self, create: &DeploymentFlowRunCreate) -> Vec<String> {
        let mut tags: Vec<String> = Vec::with_capacity(self.tags.len() + create.tags.len());
        for tag in self.tags.iter().chain(&create.tags) {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }

    /// The deployment's labels, then the server's own, then those that the client gave.
    fn labels(&self, create: &DeploymentFlowRunCreate) -> Labels {
        let labels = labels_of_runs(&self.labels, self.flow_id, self.id);
        match &create.labels {
            Some(given) => labels.merged(given.as_object()),
            None => labels,
        }
    }

    /// The resources that the run's events name.
    async fn related(&self, conn: &mut Conn, draft: &Draft) -> Result<Vec<Related>> {
        let mut related = vec![
            Related::flow(self.flow_id, self.flow_name.clone(), self.flow_tags.clone()),
            Related::deployment(self.id, self.name.clone(), self.tags.clone()),
        ];
        if let (Some(queue), Some((_, pool))) = (&draft.queue, &self.place) {
            related.push(Related::work_queue(queue.id, queue.name.clone()));
            related.push(Related::work_pool(pool.id, pool.name.clone(), pool.kind.clone()));
        }
        if let Some(id) = draft.parent_task_run_id {
            related.extend(flow_runs::parent(conn, id).await?);
        }
        Ok(related)
    }
}

/// The labels of a deployment, then the server's own for its runs.
pub(super) fn labels_of_runs(of_deployment: &Labels, flow: FlowId, deployment: DeploymentId) -> Labels {
    let own = [
        ("prefect.flow.id".to_owned(), flow.to_string().into()),
        ("prefect.deployment.id".to_owned(), deployment.to_string().into()),
    ];
    of_deployment.merged(&serde_json::Map::from_iter(own).into())
}

fn first_state(create: &DeploymentFlowRunCreate, env: &Env) -> State {
    if let Some(state) = &create.state {
        return state.clone().into_state(StateId::generate(), env.now);
    }
    let mut state = State::new(StateType::Scheduled, env.now);
    state.state_details.scheduled_time = Some(env.now);
    state
}
