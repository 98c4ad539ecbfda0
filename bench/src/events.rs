//! Task-run events as the SDK's task engine emits them, and the websocket over which it sends them.

use std::net::SocketAddr;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _, http::HeaderValue},
};

use weir_types::{TimeDelta, Timestamp};

use crate::{
    bodies::{new_id, now},
    load::Failure,
};

/// The SDK asks for a confirmation by a ping after this many events.
const CHECKPOINT_EVERY: usize = 700;

/// The flow run whose task runs report events.
#[derive(Clone, Debug)]
pub struct EventSource {
    /// Id of the flow run.
    pub flow_run: String,
    /// Id of its flow.
    pub flow: String,
}

/// A step in the life of a task run.
struct Step {
    kind: &'static str,
    name: &'static str,
    /// Type and name of the state before.
    from: Option<(&'static str, &'static str)>,
    run_count: u8,
    /// The parts of the task run that have a value from this step on.
    fields: &'static str,
}

const STEPS: [Step; 3] = [
    Step { kind: "PENDING", name: "Pending", from: None, run_count: 0, fields: "" },
    Step {
        kind: "RUNNING",
        name: "Running",
        from: Some(("PENDING", "Pending")),
        run_count: 1,
        fields: r#""start_time":"@AT@","#,
    },
    Step {
        kind: "COMPLETED",
        name: "Completed",
        from: Some(("RUNNING", "Running")),
        run_count: 1,
        fields: r#""start_time":"@AT@","end_time":"@AT@","#,
    },
];

impl EventSource {
    /// The events of one task run: Pending, Running, Completed, each following the one before, and a millisecond later:
    /// of two states of the same instant Prefect's server keeps the first.
    pub fn task_run(&self) -> [String; 3] {
        let task_run = new_id();
        let mut follows = "null".to_owned();
        let mut at = now();
        STEPS.map(|step| {
            let id = new_id();
            let event = self.event(&task_run, &step, &id, &follows, at);
            at = at + TimeDelta::from_micros(1000);
            follows = format!("\"{id}\"");
            event
        })
    }

    fn event(&self, task_run: &str, step: &Step, id: &str, follows: &str, at: Timestamp) -> String {
        let at = at.to_string();
        let Self { flow_run, flow } = self;
        let Step { kind, name, run_count, .. } = step;
        let (from, before) = match step.from {
            None => ("null".to_owned(), "null".to_owned()),
            Some((kind, name)) => (
                format!("\"{kind}\""),
                format!(r#"{{"type":"{kind}","name":"{name}","message":"","state_details":{{}}}}"#),
            ),
        };
        let short = &task_run[33..];
        let fields = step.fields.replace("@AT@", &at);
        format!(
            concat!(
                r#"{{"occurred":"{at}","event":"prefect.task-run.{name}","resource":{{"#,
                r#""prefect.resource.id":"prefect.task-run.{task_run}","prefect.resource.name":"inc-{short}","#,
                r#""prefect.run-count":"{run_count}","prefect.state-message":"","prefect.state-name":"{name}","#,
                r#""prefect.state-timestamp":"{at}","prefect.state-type":"{kind}","#,
                r#""prefect.orchestration":"client"}},"related":[{{"#,
                r#""prefect.resource.id":"prefect.flow-run.{flow_run}","prefect.resource.role":"flow-run","#,
                r#""prefect.resource.name":"miraculous-bulldog"}},{{"#,
                r#""prefect.resource.id":"prefect.flow.{flow}","prefect.resource.role":"flow","#,
                r#""prefect.resource.name":"bench"}}],"payload":{{"intended":{{"from":{from},"to":"{kind}"}},"#,
                r#""initial_state":{before},"validated_state":{{"type":"{kind}","name":"{name}","message":"","#,
                r#""state_details":{{}},"data":null}},"task_run":{{"name":"inc-{short}","task_key":"inc-ef1e5f99","#,
                r#""dynamic_key":"{task_run}","empirical_policy":{{"max_retries":0,"retry_delay_seconds":0.0,"#,
                r#""retries":0,"retry_delay":0}},"tags":[],"labels":{{}},"task_inputs":{{"x":[]}},"#,
                r#""run_count":{run_count},"flow_run_run_count":{run_count},"expected_start_time":"{at}",{fields}"#,
                r#""total_run_time":0.0}}}},"id":"{id}","follows":{follows}}}"#
            ),
            at = at,
            name = name,
            kind = kind,
            task_run = task_run,
            short = short,
            run_count = run_count,
            flow_run = flow_run,
            flow = flow,
            from = from,
            before = before,
            fields = fields,
            id = id,
            follows = follows,
        )
    }
}

/// A connection to `/api/events/in` after the SDK's handshake.
pub struct EventSocket {
    stream: WebSocketStream<TcpStream>,
    unconfirmed: usize,
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Socket(error.to_string())
}

impl EventSocket {
    /// Connects with the subprotocol `prefect`, pings once and authenticates without a token, as the SDK does.
    ///
    /// # Errors
    /// When the server refuses; an HTTP 501 in place of the upgrade is [`Failure::NotServed`].
    pub async fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let mut request = format!("ws://{address}/api/events/in").into_client_request().map_err(failed)?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("prefect"));
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (stream, _) = match client_async(request, stream).await {
            Ok(connected) => connected,
            Err(Error::Http(answer)) if answer.status() == 501 => {
                return Err(Failure::NotServed("websocket /api/events/in".to_owned()));
            }
            Err(error) => return Err(failed(error)),
        };
        let mut socket = Self { stream, unconfirmed: 0 };
        socket.confirm().await?;
        socket.stream.send(Message::text(r#"{"type":"auth","token":null}"#)).await.map_err(failed)?;
        loop {
            match socket.receive().await? {
                Message::Text(text) if text.contains("auth_success") => return Ok(socket),
                Message::Text(text) => return Err(failed(text)),
                _ => {}
            }
        }
    }

    /// Sends one event in a frame of its own, and after every 700th waits for a confirmation.
    pub async fn send(&mut self, event: String) -> Result<(), Failure> {
        self.stream.send(Message::text(event)).await.map_err(failed)?;
        self.unconfirmed += 1;
        if self.unconfirmed >= CHECKPOINT_EVERY {
            self.confirm().await?;
        }
        Ok(())
    }

    /// Pings and waits for the pong, by which the server says that it has all earlier events.
    pub async fn confirm(&mut self) -> Result<(), Failure> {
        self.stream
            .send(Message::Ping(tokio_tungstenite::tungstenite::Bytes::new()))
            .await
            .map_err(failed)?;
        while !matches!(self.receive().await?, Message::Pong(_)) {}
        self.unconfirmed = 0;
        Ok(())
    }

    async fn receive(&mut self) -> Result<Message, Failure> {
        match self.stream.next().await {
            Some(Ok(Message::Close(frame))) => Err(failed(format!("closed: {frame:?}"))),
            Some(message) => message.map_err(failed),
            None => Err(failed("the server closed the websocket")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_run_is_three_events_that_follow_each_other() {
        let source = EventSource { flow_run: new_id(), flow: new_id() };
        let events = source.task_run().map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
        let names = events.clone().map(|event| event["event"].clone());
        assert_eq!(
            names,
            ["prefect.task-run.Pending", "prefect.task-run.Running", "prefect.task-run.Completed"]
        );
        let ids: Vec<_> = events.iter().map(|event| event["id"].clone()).collect();
        assert_eq!(events.clone().map(|event| event["follows"].clone())[1..], ids[..2]);
        assert_eq!(
            events[2]["payload"]["intended"],
            serde_json::json!({"from": "RUNNING", "to": "COMPLETED"})
        );
        assert!(events[2]["payload"]["task_run"]["end_time"].is_string());
    }
}
