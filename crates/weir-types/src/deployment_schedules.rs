//! Schedules of deployments: when runs shall be made.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::{
    ids::{DeploymentId, DeploymentScheduleId},
    json::JsonObject,
    patch::Patch,
    time::{TimeDelta, Timestamp},
};

/// The rule that the instants of runs follow.
///
/// On the wire the three kinds are told apart by their members, so a tagged enum cannot read them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Schedule {
    /// Every so often.
    Interval(IntervalSchedule),
    /// By a cron text.
    Cron(CronSchedule),
    /// By a recurrence rule of RFC 5545.
    Rrule(RruleSchedule),
}

/// Every so often, counted from an instant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IntervalSchedule {
    /// How often.
    pub interval: TimeDelta,
    /// Where counting starts; when the schedule is made without one, the store fills in the present.
    pub anchor_date: Option<Timestamp>,
    /// The zone whose clock intervals of days and more follow.
    pub timezone: Option<String>,
}

/// By a cron text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CronSchedule {
    /// The text: minute, hour, day, month, weekday.
    pub cron: String,
    /// The zone of its clock: UTC by default.
    pub timezone: Option<String>,
    /// Whether a day counts when its date or its weekday fits, rather than both.
    pub day_or: bool,
}

/// By a recurrence rule of RFC 5545.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RruleSchedule {
    /// The rule.
    pub rrule: String,
    /// The zone of its clock.
    pub timezone: Option<String>,
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            interval: Option<TimeDelta>,
            anchor_date: Option<Timestamp>,
            cron: Option<String>,
            day_or: Option<bool>,
            rrule: Option<String>,
            #[serde(default)]
            timezone: Patch<Option<String>>,
        }
        let members = Members::deserialize(deserializer)?;
        let timezone = members.timezone.as_set().cloned();
        match (members.interval, members.cron, members.rrule) {
            (Some(interval), None, None) => Ok(Self::Interval(IntervalSchedule {
                interval,
                anchor_date: members.anchor_date,
                timezone: timezone.flatten(),
            })),
            (None, Some(cron), None) => Ok(Self::Cron(CronSchedule {
                cron,
                timezone: timezone.flatten(),
                day_or: members.day_or.unwrap_or(true),
            })),
            (None, None, Some(rrule)) => Ok(Self::Rrule(RruleSchedule {
                rrule,
                timezone: timezone.unwrap_or_else(|| Some("UTC".to_owned())),
            })),
            _ => Err(D::Error::custom("a schedule has an interval, a cron text or a recurrence rule")),
        }
    }
}

/// A schedule of a deployment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeploymentSchedule {
    /// Its id.
    pub id: DeploymentScheduleId,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Its deployment.
    pub deployment_id: Option<DeploymentId>,
    /// The rule.
    pub schedule: Schedule,
    /// Whether runs are made by it.
    pub active: bool,
    /// How many scheduled runs there may be at most.
    pub max_scheduled_runs: Option<i64>,
    /// Parameters over those of the deployment.
    pub parameters: JsonObject,
    /// Its name, unique in its deployment.
    pub slug: Option<String>,
}

/// A schedule that shall be made: a member of the body of `POST /deployments/`, or of
/// `POST /deployments/{id}/schedules`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentScheduleCreate {
    /// Whether runs are made by it.
    #[serde(default = "yes")]
    pub active: bool,
    /// The rule.
    pub schedule: Schedule,
    /// How many scheduled runs there may be at most.
    pub max_scheduled_runs: Option<i64>,
    /// Parameters over those of the deployment.
    #[serde(default)]
    pub parameters: JsonObject,
    /// Its name, unique in its deployment.
    pub slug: Option<String>,
    /// The slug of the schedule that this one takes the place of, which matters to updates alone.
    pub replaces: Option<String>,
}

/// A change of a schedule: the body of `PATCH /deployments/{id}/schedules/{schedule_id}`, or a member of that of
/// `PATCH /deployments/{id}`. What is null stays as it is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentScheduleUpdate {
    /// Whether runs are made by it.
    pub active: Option<bool>,
    /// The rule.
    pub schedule: Option<Schedule>,
    /// How many scheduled runs there may be at most.
    pub max_scheduled_runs: Option<i64>,
    /// Parameters over those of the deployment: none by default, also when the schedule had some.
    #[serde(default)]
    pub parameters: JsonObject,
    /// Its name, unique in its deployment.
    pub slug: Option<String>,
    /// The slug of the schedule that it takes the place of.
    pub replaces: Option<String>,
}

impl DeploymentScheduleUpdate {
    /// The schedule that is made of it when there is none to change; none without a rule.
    pub fn to_create(&self) -> Option<DeploymentScheduleCreate> {
        self.schedule.clone().map(|schedule| DeploymentScheduleCreate {
            active: self.active.unwrap_or(true),
            schedule,
            max_scheduled_runs: None,
            parameters: self.parameters.clone(),
            slug: self.slug.clone(),
            replaces: None,
        })
    }
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_tell_the_kind() {
        for (sent, kept) in [
            (r#"{"interval":3600}"#, r#"{"interval":3600.0,"anchor_date":null,"timezone":null}"#),
            (r#"{"cron":"0 0 * * *"}"#, r#"{"cron":"0 0 * * *","timezone":null,"day_or":true}"#),
            (
                r#"{"cron":"0 0 * * *","timezone":"Europe/Rome","day_or":false}"#,
                r#"{"cron":"0 0 * * *","timezone":"Europe/Rome","day_or":false}"#,
            ),
            (r#"{"rrule":"FREQ=DAILY"}"#, r#"{"rrule":"FREQ=DAILY","timezone":"UTC"}"#),
            (r#"{"rrule":"FREQ=DAILY","timezone":null}"#, r#"{"rrule":"FREQ=DAILY","timezone":null}"#),
        ] {
            let schedule: Schedule = serde_json::from_str(sent).expect("a good schedule");
            assert_eq!(serde_json::to_string(&schedule).expect("renders"), kept);
        }
        for bad in
            ["{}", r#"{"interval":1,"cron":"* * * * *"}"#, r#"{"timezone":"UTC"}"#, r#"{"cron":"","x":1}"#]
        {
            assert!(serde_json::from_str::<Schedule>(bad).is_err(), "{bad}");
        }
    }
}
