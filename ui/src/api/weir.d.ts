// Written by scripts/types.mjs; do not edit.
export interface paths {
    "/incidents/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Incidents, the newest first */
        post: operations["post_incidents_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An incident */
        get: operations["get_incidents_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an incident */
        post: operations["post_incidents_id_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/incidents/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resolve an incident */
        post: operations["post_incidents_id_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/bottlenecks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which tasks the time of flows goes into */
        post: operations["post_insights_bottlenecks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/concurrency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How many runs ran at the same time */
        post: operations["post_insights_concurrency"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Failures by what they have in common */
        post: operations["post_insights_failures"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/flow_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Success, durations and lateness of flow runs */
        post: operations["post_insights_flow_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/flow_runs/{id}/bottlenecks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a flow run spent its time on */
        get: operations["get_insights_flow_runs_id_bottlenecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/retries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What is retried, and whether that helps */
        post: operations["post_insights_retries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/task_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Success, durations and lateness of task runs */
        post: operations["post_insights_task_runs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/insights/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether flows get slower */
        post: operations["post_insights_trends"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell values of custom metrics */
        post: operations["post_metrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Series of custom metrics */
        post: operations["post_metrics_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/points/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Points of a custom metric */
        post: operations["post_metrics_points_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Aggregates of a custom metric over time */
        post: operations["post_metrics_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/refused/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Values of custom metrics that were refused */
        post: operations["post_metrics_refused_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slas/apply-resource-slas/{resource_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the agreements of a deployment those of a list, as the SDK does when it deploys */
        post: operations["post_slas_apply_resource_slas_resource_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slos/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declare an objective */
        post: operations["post_slos"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slos/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Objectives, with how they stand */
        post: operations["post_slos_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slos/refused/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tags of deployments that look like objectives and are none */
        post: operations["post_slos_refused_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slos/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An objective, with how it stood when it was last looked at */
        get: operations["get_slos_id"];
        /** Replace an objective */
        put: operations["put_slos_id"];
        post?: never;
        /** Delete an objective */
        delete: operations["delete_slos_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slos/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What was good and bad, by intervals */
        post: operations["post_slos_id_history"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/slos/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an objective stands now */
        get: operations["get_slos_id_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What whoever asks may do */
        get: operations["get_weir_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was changed by whom, the newest first */
        get: operations["get_weir_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/automation_actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the actions of automations, the newest first */
        get: operations["get_weir_automation_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/automations/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an automation would have done with the events that are stored */
        post: operations["post_weir_automations_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/concurrency_leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who holds slots of concurrency limits, and since when; the oldest first */
        get: operations["get_weir_concurrency_leases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All API keys by name, without their texts */
        get: operations["get_weir_keys"];
        put?: never;
        /** Make an API key; its text is answered this once */
        post: operations["post_weir_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key */
        delete: operations["delete_weir_keys_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["get_weir_openapi_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/weir/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the database holds, and for how long */
        get: operations["get_weir_storage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Why not, in a sentence. */
        Refusal: {
            detail: string;
        };
        Exception: {
            exception_message: string;
        };
        Fault: {
            type: string;
            /** @description The way to what is wrong, from `body`, `query` or `path`. */
            loc: (string | number)[];
            /** @description What is wrong with it. */
            msg: string;
            /** @description What was sent. */
            input: unknown;
            ctx?: Record<string, never>;
        };
        /** @description Everything that is wrong with the request. */
        InvalidRequest: {
            exception_message: string;
            exception_detail: components["schemas"]["Fault"][];
            /** @description The body as it was understood. */
            request_body: unknown;
        };
        WeirAction: {
            max_retries?: number;
            /** Format: time-delta */
            retry_delay?: number;
            /** Format: time-delta */
            retry_delay_seconds?: number;
            backoff_factor?: number;
            max_retry_delay?: number | null;
            jitter_factor?: number;
            /** @constant */
            type: "retry-flow-run";
        } | {
            /** @enum {string} */
            source?: "selected" | "inferred";
            work_pool_id?: string | null;
            work_pool?: string | null;
            target_concurrency?: number | null;
            step?: number | null;
            minimum?: number | null;
            maximum?: number | null;
            restore?: boolean;
            /** @constant */
            type: "scale-work-pool";
        } | {
            event: string;
            resource?: {
                [key: string]: string;
            } | null;
            related?: {
                [key: string]: string;
            }[];
            payload?: {
                [key: string]: unknown;
            };
            /** @constant */
            type: "emit-event";
        } | {
            title?: string | null;
            description?: string | null;
            severity?: ("critical" | "error" | "warning" | "info" | "high" | "medium" | "low") | null;
            /** @constant */
            type: "declare-incident";
        } | {
            message?: string | null;
            blocks?: {
                [key: string]: unknown;
            }[] | null;
            webhook?: string | null;
            block_document_id?: string | null;
            /** @constant */
            type: "send-slack-message";
        } | {
            /** @enum {string} */
            severity?: "critical" | "error" | "warning" | "info" | "high" | "medium" | "low";
            summary?: string | null;
            dedup_key?: string | null;
            source?: string | null;
            component?: string | null;
            group?: string | null;
            class?: string | null;
            custom_details?: {
                [key: string]: unknown;
            } | null;
            auto_resolve?: boolean;
            integration?: string | null;
            block_document_id?: string | null;
            /** @constant */
            type: "send-pagerduty-alert";
        } | {
            /** @enum {string} */
            source?: "selected" | "inferred";
            deployment_id?: string | null;
            deployment_name?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
            /**
             * Schedule After
             * Format: duration
             */
            schedule_after?: string;
            /** @constant */
            type: "run-deployment";
        } | {
            /** @enum {string} */
            source?: "selected" | "inferred";
            deployment_id?: string | null;
            deployment_name?: string | null;
            /** @constant */
            type: "pause-deployment";
        } | {
            /** @enum {string} */
            source?: "selected" | "inferred";
            deployment_id?: string | null;
            deployment_name?: string | null;
            /** @constant */
            type: "resume-deployment";
        } | {
            /** @enum {string} */
            source?: "selected" | "inferred";
            work_pool_id?: string | null;
            work_pool?: string | null;
            /** @constant */
            type: "pause-work-pool";
        } | {
            /** @enum {string} */
            source?: "selected" | "inferred";
            work_pool_id?: string | null;
            work_pool?: string | null;
            /** @constant */
            type: "resume-work-pool";
        };
        WeirTrigger: {
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Match */
            match?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            };
            /** Match Related */
            match_related?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            } | (components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            })[];
            after?: string[];
            expect: string[];
            /** For Each */
            for_each?: string[];
            /** @enum {string} */
            posture?: "Proactive" | "Reactive" | "proactive" | "reactive";
            threshold?: number;
            /** Format: time-delta */
            within?: number;
            /** Format: time-delta */
            threshold_duration: number;
            /** @constant */
            type: "event";
        } | {
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Match */
            match?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            };
            /** Match Related */
            match_related?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            } | (components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            })[];
            after?: string[];
            expect: string[];
            /** For Each */
            for_each?: string[];
            /** @enum {string} */
            posture?: "Proactive" | "Reactive" | "proactive" | "reactive";
            threshold?: number;
            /** Format: time-delta */
            within?: number;
            /** Format: time-delta */
            threshold_duration_seconds: number;
            /** @constant */
            type: "event";
        } | {
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Match */
            match?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            };
            /** Match Related */
            match_related?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            } | (components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            })[];
            /** For Each */
            for_each?: string[];
            /** @enum {string} */
            posture?: "Metric";
            /** MetricTriggerQuery */
            metric: {
                /** @enum {string} */
                name: "lateness" | "duration" | "successes";
                threshold: number;
                /** @enum {string} */
                operator: "<" | "<=" | ">" | ">=";
                /** Format: time-delta */
                range?: number;
                /** Format: time-delta */
                firing_for?: number;
            };
            /** @constant */
            type: "metric";
        } | {
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Match */
            match?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            };
            /** Match Related */
            match_related?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            } | (components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            })[];
            /** For Each */
            for_each?: string[];
            /** @enum {string} */
            posture?: "Metric";
            /** MetricTriggerQuery */
            metric: {
                name: string;
                threshold: number;
                /** @enum {string} */
                operator: "<" | "<=" | ">" | ">=";
                /** Format: time-delta */
                range?: number;
                /** Format: time-delta */
                firing_for?: number;
                aggregation?: ("avg" | "min" | "max" | "sum" | "count" | "last" | "p50" | "p95") | null;
            };
            /** @constant */
            type: "metric";
        };
        /** AutomationCreate */
        AutomationCreate: {
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /** Tags */
            tags?: string[];
            /** Trigger */
            trigger: components["schemas"]["EventTrigger-Input"] | components["schemas"]["CompoundTrigger-Input"] | components["schemas"]["SequenceTrigger-Input"];
            /** Actions */
            actions: (components["schemas"]["DoNothing"] | components["schemas"]["RunDeployment-Input"] | components["schemas"]["PauseDeployment"] | components["schemas"]["ResumeDeployment"] | components["schemas"]["CancelFlowRun"] | components["schemas"]["DeleteFlowRun"] | components["schemas"]["ChangeFlowRunState"] | components["schemas"]["PauseWorkQueue"] | components["schemas"]["ResumeWorkQueue"] | components["schemas"]["SendNotification"] | components["schemas"]["CallWebhook"] | components["schemas"]["PauseAutomation"] | components["schemas"]["ResumeAutomation"] | components["schemas"]["SuspendFlowRun"] | components["schemas"]["ResumeFlowRun"] | components["schemas"]["PauseWorkPool"] | components["schemas"]["ResumeWorkPool"])[];
            /** Actions On Trigger */
            actions_on_trigger?: (components["schemas"]["DoNothing"] | components["schemas"]["RunDeployment-Input"] | components["schemas"]["PauseDeployment"] | components["schemas"]["ResumeDeployment"] | components["schemas"]["CancelFlowRun"] | components["schemas"]["DeleteFlowRun"] | components["schemas"]["ChangeFlowRunState"] | components["schemas"]["PauseWorkQueue"] | components["schemas"]["ResumeWorkQueue"] | components["schemas"]["SendNotification"] | components["schemas"]["CallWebhook"] | components["schemas"]["PauseAutomation"] | components["schemas"]["ResumeAutomation"] | components["schemas"]["SuspendFlowRun"] | components["schemas"]["ResumeFlowRun"] | components["schemas"]["PauseWorkPool"] | components["schemas"]["ResumeWorkPool"])[];
            /** Actions On Resolve */
            actions_on_resolve?: (components["schemas"]["DoNothing"] | components["schemas"]["RunDeployment-Input"] | components["schemas"]["PauseDeployment"] | components["schemas"]["ResumeDeployment"] | components["schemas"]["CancelFlowRun"] | components["schemas"]["DeleteFlowRun"] | components["schemas"]["ChangeFlowRunState"] | components["schemas"]["PauseWorkQueue"] | components["schemas"]["ResumeWorkQueue"] | components["schemas"]["SendNotification"] | components["schemas"]["CallWebhook"] | components["schemas"]["PauseAutomation"] | components["schemas"]["ResumeAutomation"] | components["schemas"]["SuspendFlowRun"] | components["schemas"]["ResumeFlowRun"] | components["schemas"]["PauseWorkPool"] | components["schemas"]["ResumeWorkPool"])[];
            /** Owner Resource */
            owner_resource?: string | null;
        };
        /** CallWebhook */
        CallWebhook: {
            /**
             * Type
             * @default call-webhook
             * @constant
             */
            type: "call-webhook";
            /**
             * Block Document Id
             * Format: uuid
             */
            block_document_id: string;
            /**
             * Payload
             * @default
             */
            payload: string;
        };
        /** CancelFlowRun */
        CancelFlowRun: {
            /**
             * Type
             * @default cancel-flow-run
             * @constant
             */
            type: "cancel-flow-run";
        };
        /** ChangeFlowRunState */
        ChangeFlowRunState: {
            /**
             * Type
             * @default change-flow-run-state
             * @constant
             */
            type: "change-flow-run-state";
            /** Name */
            name?: string | null;
            state: components["schemas"]["StateType"];
            /** Message */
            message?: string | null;
            /**
             * Force
             * @default false
             */
            force: boolean;
        };
        /** CompoundTrigger */
        "CompoundTrigger-Input": {
            /**
             * Type
             * @default compound
             * @constant
             */
            type: "compound";
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Triggers */
            triggers: (components["schemas"]["EventTrigger-Input"] | components["schemas"]["CompoundTrigger-Input"] | components["schemas"]["SequenceTrigger-Input"])[];
            /** Within */
            within: string | null;
            /** Require */
            require: number | ("any" | "all");
        };
        /** DeleteFlowRun */
        DeleteFlowRun: {
            /**
             * Type
             * @default delete-flow-run
             * @constant
             */
            type: "delete-flow-run";
        };
        /** DeploymentFilter */
        DeploymentFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["DeploymentFilterId"] | null;
            name?: components["schemas"]["DeploymentFilterName"] | null;
            flow_or_deployment_name?: components["schemas"]["DeploymentOrFlowNameFilter"] | null;
            paused?: components["schemas"]["DeploymentFilterPaused"] | null;
            tags?: components["schemas"]["DeploymentFilterTags"] | null;
            work_queue_name?: components["schemas"]["DeploymentFilterWorkQueueName"] | null;
            /** @deprecated */
            concurrency_limit?: components["schemas"]["DeploymentFilterConcurrencyLimit"] | null;
        };
        /** DeploymentFilterConcurrencyLimit */
        DeploymentFilterConcurrencyLimit: {
            /** Ge */
            ge_?: number | null;
            /** Le */
            le_?: number | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** DeploymentFilterId */
        DeploymentFilterId: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /** DeploymentFilterName */
        DeploymentFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
        };
        /** DeploymentFilterPaused */
        DeploymentFilterPaused: {
            /** Eq */
            eq_?: boolean | null;
        };
        /** DeploymentFilterTags */
        DeploymentFilterTags: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** All */
            all_?: string[] | null;
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** DeploymentFilterWorkQueueName */
        DeploymentFilterWorkQueueName: {
            /** Any */
            any_?: string[] | null;
        };
        /** DeploymentOrFlowNameFilter */
        DeploymentOrFlowNameFilter: {
            /** Like */
            like_?: string | null;
        };
        /** DoNothing */
        DoNothing: {
            /**
             * Type
             * @default do-nothing
             * @constant
             */
            type: "do-nothing";
        };
        /** EventTrigger */
        "EventTrigger-Input": {
            /**
             * Type
             * @default event
             * @constant
             */
            type: "event";
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Match */
            match?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            };
            /** Match Related */
            match_related?: components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            } | (components["schemas"]["ResourceSpecification"] | {
                [key: string]: string | string[];
            })[];
            /** After */
            after?: string[];
            /** Expect */
            expect?: string[];
            /** For Each */
            for_each?: string[];
            /**
             * Posture
             * @enum {string}
             */
            posture: "Reactive" | "Proactive";
            /**
             * Threshold
             * @default 1
             */
            threshold: number;
            /**
             * Within
             * Format: duration
             * @default PT0S
             */
            within: string;
        };
        /** FlowFilter */
        FlowFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["FlowFilterId"] | null;
            deployment?: components["schemas"]["FlowFilterDeployment"] | null;
            name?: components["schemas"]["FlowFilterName"] | null;
            tags?: components["schemas"]["FlowFilterTags"] | null;
        };
        /** FlowFilterDeployment */
        FlowFilterDeployment: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowFilterId */
        FlowFilterId: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /** FlowFilterName */
        FlowFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
        };
        /** FlowFilterTags */
        FlowFilterTags: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** All */
            all_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilter */
        FlowRunFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["FlowRunFilterId"] | null;
            name?: components["schemas"]["FlowRunFilterName"] | null;
            tags?: components["schemas"]["FlowRunFilterTags"] | null;
            deployment_id?: components["schemas"]["FlowRunFilterDeploymentId"] | null;
            work_queue_name?: components["schemas"]["FlowRunFilterWorkQueueName"] | null;
            state?: components["schemas"]["FlowRunFilterState"] | null;
            flow_version?: components["schemas"]["FlowRunFilterFlowVersion"] | null;
            start_time?: components["schemas"]["FlowRunFilterStartTime"] | null;
            end_time?: components["schemas"]["FlowRunFilterEndTime"] | null;
            expected_start_time?: components["schemas"]["FlowRunFilterExpectedStartTime"] | null;
            next_scheduled_start_time?: components["schemas"]["FlowRunFilterNextScheduledStartTime"] | null;
            parent_flow_run_id?: components["schemas"]["FlowRunFilterParentFlowRunId"] | null;
            parent_task_run_id?: components["schemas"]["FlowRunFilterParentTaskRunId"] | null;
            idempotency_key?: components["schemas"]["FlowRunFilterIdempotencyKey"] | null;
            created_by?: components["schemas"]["FlowRunFilterCreatedBy"] | null;
        };
        /** FlowRunFilterCreatedBy */
        FlowRunFilterCreatedBy: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Id */
            id_?: string[] | null;
            /** Type */
            type_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilterDeploymentId */
        FlowRunFilterDeploymentId: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilterEndTime */
        FlowRunFilterEndTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilterExpectedStartTime */
        FlowRunFilterExpectedStartTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
        };
        /** FlowRunFilterFlowVersion */
        FlowRunFilterFlowVersion: {
            /** Any */
            any_?: string[] | null;
        };
        /** FlowRunFilterId */
        FlowRunFilterId: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /** FlowRunFilterIdempotencyKey */
        FlowRunFilterIdempotencyKey: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /** FlowRunFilterName */
        FlowRunFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
        };
        /** FlowRunFilterNextScheduledStartTime */
        FlowRunFilterNextScheduledStartTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
        };
        /** FlowRunFilterParentFlowRunId */
        FlowRunFilterParentFlowRunId: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Any */
            any_?: string[] | null;
        };
        /** FlowRunFilterParentTaskRunId */
        FlowRunFilterParentTaskRunId: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilterStartTime */
        FlowRunFilterStartTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilterState */
        FlowRunFilterState: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            type?: components["schemas"]["FlowRunFilterStateType"] | null;
            name?: components["schemas"]["FlowRunFilterStateName"] | null;
        };
        /** FlowRunFilterStateName */
        FlowRunFilterStateName: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /** FlowRunFilterStateType */
        FlowRunFilterStateType: {
            /** Any */
            any_?: components["schemas"]["StateType"][] | null;
            /** Not Any */
            not_any_?: components["schemas"]["StateType"][] | null;
        };
        /** FlowRunFilterTags */
        FlowRunFilterTags: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** All */
            all_?: string[] | null;
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** FlowRunFilterWorkQueueName */
        FlowRunFilterWorkQueueName: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /**
         * Operator
         * @enum {string}
         */
        Operator: "and_" | "or_";
        /** PauseAutomation */
        PauseAutomation: {
            /**
             * Type
             * @default pause-automation
             * @constant
             */
            type: "pause-automation";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Automation Id */
            automation_id?: string | null;
        };
        /** PauseDeployment */
        PauseDeployment: {
            /**
             * Type
             * @default pause-deployment
             * @constant
             */
            type: "pause-deployment";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Deployment Id */
            deployment_id?: string | null;
        };
        /** PauseWorkPool */
        PauseWorkPool: {
            /**
             * Type
             * @default pause-work-pool
             * @constant
             */
            type: "pause-work-pool";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Work Pool Id */
            work_pool_id?: string | null;
        };
        /** PauseWorkQueue */
        PauseWorkQueue: {
            /**
             * Type
             * @default pause-work-queue
             * @constant
             */
            type: "pause-work-queue";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Work Queue Id */
            work_queue_id?: string | null;
        };
        /** ResourceSpecification */
        ResourceSpecification: {
            [key: string]: string | string[];
        };
        /** ResumeAutomation */
        ResumeAutomation: {
            /**
             * Type
             * @default resume-automation
             * @constant
             */
            type: "resume-automation";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Automation Id */
            automation_id?: string | null;
        };
        /** ResumeDeployment */
        ResumeDeployment: {
            /**
             * Type
             * @default resume-deployment
             * @constant
             */
            type: "resume-deployment";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Deployment Id */
            deployment_id?: string | null;
        };
        /** ResumeFlowRun */
        ResumeFlowRun: {
            /**
             * Type
             * @default resume-flow-run
             * @constant
             */
            type: "resume-flow-run";
        };
        /** ResumeWorkPool */
        ResumeWorkPool: {
            /**
             * Type
             * @default resume-work-pool
             * @constant
             */
            type: "resume-work-pool";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Work Pool Id */
            work_pool_id?: string | null;
        };
        /** ResumeWorkQueue */
        ResumeWorkQueue: {
            /**
             * Type
             * @default resume-work-queue
             * @constant
             */
            type: "resume-work-queue";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Work Queue Id */
            work_queue_id?: string | null;
        };
        /** RunDeployment */
        "RunDeployment-Input": {
            /**
             * Type
             * @default run-deployment
             * @constant
             */
            type: "run-deployment";
            /**
             * Source
             * @default selected
             * @enum {string}
             */
            source: "selected" | "inferred";
            /** Deployment Id */
            deployment_id?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
            /**
             * Schedule After
             * Format: duration
             */
            schedule_after?: string;
        };
        /** SendNotification */
        SendNotification: {
            /**
             * Type
             * @default send-notification
             * @constant
             */
            type: "send-notification";
            /**
             * Block Document Id
             * Format: uuid
             */
            block_document_id: string;
            /**
             * Subject
             * @default Prefect automated notification
             */
            subject: string;
            /** Body */
            body: string;
        };
        /** SequenceTrigger */
        "SequenceTrigger-Input": {
            /**
             * Type
             * @default sequence
             * @constant
             */
            type: "sequence";
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Triggers */
            triggers: (components["schemas"]["EventTrigger-Input"] | components["schemas"]["CompoundTrigger-Input"] | components["schemas"]["SequenceTrigger-Input"])[];
            /** Within */
            within: string | null;
        };
        /**
         * StateType
         * @enum {string}
         */
        StateType: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "CRASHED" | "PAUSED" | "CANCELLING";
        /** SuspendFlowRun */
        SuspendFlowRun: {
            /**
             * Type
             * @default suspend-flow-run
             * @constant
             */
            type: "suspend-flow-run";
        };
        /** TaskRunFilter */
        TaskRunFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["TaskRunFilterId"] | null;
            name?: components["schemas"]["TaskRunFilterName"] | null;
            tags?: components["schemas"]["TaskRunFilterTags"] | null;
            state?: components["schemas"]["TaskRunFilterState"] | null;
            start_time?: components["schemas"]["TaskRunFilterStartTime"] | null;
            end_time?: components["schemas"]["TaskRunFilterEndTime"] | null;
            expected_start_time?: components["schemas"]["TaskRunFilterExpectedStartTime"] | null;
            subflow_runs?: components["schemas"]["TaskRunFilterSubFlowRuns"] | null;
            flow_run_id?: components["schemas"]["TaskRunFilterFlowRunId"] | null;
        };
        /** TaskRunFilterEndTime */
        TaskRunFilterEndTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** TaskRunFilterExpectedStartTime */
        TaskRunFilterExpectedStartTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
        };
        /** TaskRunFilterFlowRunId */
        TaskRunFilterFlowRunId: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** Any */
            any_?: string[] | null;
            /**
             * Is Null
             * @default false
             */
            is_null_: boolean | null;
        };
        /** TaskRunFilterId */
        TaskRunFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** TaskRunFilterName */
        TaskRunFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
        };
        /** TaskRunFilterStartTime */
        TaskRunFilterStartTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** TaskRunFilterState */
        TaskRunFilterState: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            type?: components["schemas"]["TaskRunFilterStateType"] | null;
            name?: components["schemas"]["TaskRunFilterStateName"] | null;
        };
        /** TaskRunFilterStateName */
        TaskRunFilterStateName: {
            /** Any */
            any_?: string[] | null;
        };
        /** TaskRunFilterStateType */
        TaskRunFilterStateType: {
            /** Any */
            any_?: components["schemas"]["StateType"][] | null;
        };
        /** TaskRunFilterSubFlowRuns */
        TaskRunFilterSubFlowRuns: {
            /** Exists */
            exists_?: boolean | null;
        };
        /** TaskRunFilterTags */
        TaskRunFilterTags: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** All */
            all_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** WorkPoolFilter */
        WorkPoolFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["WorkPoolFilterId"] | null;
            name?: components["schemas"]["WorkPoolFilterName"] | null;
            type?: components["schemas"]["WorkPoolFilterType"] | null;
        };
        /** WorkPoolFilterId */
        WorkPoolFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** WorkPoolFilterName */
        WorkPoolFilterName: {
            /** Any */
            any_?: string[] | null;
        };
        /** WorkPoolFilterType */
        WorkPoolFilterType: {
            /** Any */
            any_?: string[] | null;
        };
        /** WorkQueueFilter */
        WorkQueueFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["WorkQueueFilterId"] | null;
            name?: components["schemas"]["WorkQueueFilterName"] | null;
        };
        /** WorkQueueFilterId */
        WorkQueueFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** WorkQueueFilterName */
        WorkQueueFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Startswith */
            startswith_?: string[] | null;
        };
        /** @description An incident. */
        Incident: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was declared.
             */
            created: string;
            /**
             * Format: date-time
             * @description When something last happened to it.
             */
            updated: string;
            /** @description What it is, in a line. */
            title: string;
            /** @description What people should know. */
            description: string;
            /** @description How bad it is. */
            severity: components["schemas"]["Severity"];
            /** @description How far people have come with it. */
            status: components["schemas"]["IncidentStatus"];
            /**
             * Format: uuid
             * @description The automation that declared it.
             */
            automation_id: string;
            /** @description Its name then. */
            automation_name: string;
            /** @description The id of the resource that it is about; empty if there is none. */
            subject: string;
            /**
             * Format: int64
             * @description How often the automation has declared it.
             */
            occurrences: number;
            /**
             * Format: date-time
             * @description When somebody took it.
             */
            acknowledged: string | null;
            /** @description Who took it, if they said so. */
            acknowledged_by: string | null;
            /**
             * Format: date-time
             * @description When somebody resolved it.
             */
            resolved: string | null;
            /** @description Who resolved it, if they said so. */
            resolved_by: string | null;
        };
        /** @description How bad something is. */
        Severity: "critical" | "error" | "warning" | "info";
        /** @description How far people have come with an incident. */
        IncidentStatus: "open" | "acknowledged" | "resolved";
        /** @description The answer of `POST /insights/flow_runs` and `POST /insights/task_runs`. */
        RunsInsight: {
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description The time before, that it is compared with. */
            previous: components["schemas"]["Period"] | null;
            /**
             * Format: double
             * @description How far a quantile may be from the exact one, relatively.
             */
            quantile_error: number;
            /** @description One for all runs, or one for each group, those with the most runs first. */
            groups: components["schemas"]["RunsGroup"][];
            /**
             * Format: uint
             * @description How many groups are left out.
             */
            left_out: number;
        };
        /** @description A stretch of time. */
        Period: {
            /**
             * Format: date-time
             * @description Where it begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends, exclusively.
             */
            end: string;
        };
        /** @description What is told of the runs of a group. */
        RunsGroup: {
            /** @description What it is told apart by. */
            group: {
                [key: string]: components["schemas"]["Named"];
            };
            /** @description Of all the time. */
            figures: components["schemas"]["RunFigures"];
            /** @description Of the time before. */
            previous: components["schemas"]["RunFigures"] | null;
            /** @description How the figures differ from those of the time before. */
            change: components["schemas"]["Change"] | null;
            /** @description Of each interval. */
            intervals: components["schemas"]["RunInterval"][];
        };
        /** @description A thing that runs are told apart by. */
        Named: {
            /** @description Its id: of a task its key; null of tags and states, and where the runs have no such thing. */
            id: string | null;
            /** @description Its name; null where the runs have no such thing, or it is gone. */
            name: string | null;
        };
        /** @description Figures of runs: of those that ended in a time, but for the lateness. */
        RunFigures: {
            /**
             * Format: int64
             * @description How many ended.
             */
            runs: number;
            /** @description In which state. */
            states: components["schemas"]["EndedStates"];
            /**
             * Format: double
             * @description How many of those that completed, failed or crashed have completed, from 0 to 1; null of none.
             */
            success_rate: number | null;
            /**
             * Format: double
             * @description How long they ran together, in seconds.
             */
            run_time: number;
            /** @description How long each of them ran that has run, over all its attempts, in seconds. */
            duration: components["schemas"]["Distribution"];
            /** @description How much later than expected runs started, or are by now, in seconds: of those that were expected in the time. */
            lateness: components["schemas"]["Distribution"];
        };
        /** @description How many runs ended in which type of state. */
        EndedStates: {
            /**
             * Format: int64
             * @description Completed.
             */
            COMPLETED: number;
            /**
             * Format: int64
             * @description Failed.
             */
            FAILED: number;
            /**
             * Format: int64
             * @description Crashed.
             */
            CRASHED: number;
            /**
             * Format: int64
             * @description Cancelled.
             */
            CANCELLED: number;
        };
        /** @description How values are distributed; all but the count is null of no values. */
        Distribution: {
            /**
             * Format: int64
             * @description How many there are.
             */
            count: number;
            /**
             * Format: double
             * @description Their mean.
             */
            mean: number | null;
            /**
             * Format: double
             * @description The median.
             */
            p50: number | null;
            /**
             * Format: double
             * @description What 90 % of them do not exceed.
             */
            p90: number | null;
            /**
             * Format: double
             * @description What 95 % of them do not exceed.
             */
            p95: number | null;
            /**
             * Format: double
             * @description What 99 % of them do not exceed.
             */
            p99: number | null;
            /**
             * Format: double
             * @description The highest.
             */
            max: number | null;
        };
        /** @description How figures differ from those of the time before: 0.5 is half as much again. Null where there was nothing. */
        Change: {
            /**
             * Format: double
             * @description Of the number of runs, relatively.
             */
            runs: number | null;
            /**
             * Format: double
             * @description Of the success rate: the difference, so that -0.05 is five percentage points less.
             */
            success_rate: number | null;
            /**
             * Format: double
             * @description Of the time that they ran together, relatively.
             */
            run_time: number | null;
            /**
             * Format: double
             * @description Of the mean duration, relatively.
             */
            duration_mean: number | null;
            /**
             * Format: double
             * @description Of the median duration, relatively.
             */
            duration_p50: number | null;
            /**
             * Format: double
             * @description Of the 95th percentile of the durations, relatively.
             */
            duration_p95: number | null;
            /**
             * Format: double
             * @description Of the 95th percentile of the lateness, relatively.
             */
            lateness_p95: number | null;
        };
        /** @description What is told of the runs of an interval. */
        RunInterval: {
            /**
             * Format: date-time
             * @description Where it begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description The figures. */
            figures: components["schemas"]["RunFigures"];
        };
        /** @description The answer of `POST /insights/concurrency`. */
        ConcurrencyInsight: {
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description One for all runs, or one for each group, the busiest first. */
            groups: components["schemas"]["ConcurrencyGroup"][];
            /**
             * Format: uint
             * @description How many groups are left out.
             */
            left_out: number;
        };
        /** @description How many runs of a group ran at the same time. */
        ConcurrencyGroup: {
            /** @description What it is told apart by. */
            group: {
                [key: string]: components["schemas"]["Named"];
            };
            /** @description Over all the time. */
            figures: components["schemas"]["Concurrency"];
            /** @description In each interval. */
            intervals: components["schemas"]["ConcurrencyInterval"][];
        };
        /** @description How many runs ran at the same time. */
        Concurrency: {
            /**
             * Format: double
             * @description On average over the time.
             */
            mean: number;
            /**
             * Format: int64
             * @description At most.
             */
            max: number;
        };
        /** @description How many runs ran at the same time in an interval. */
        ConcurrencyInterval: {
            /**
             * Format: date-time
             * @description Where it begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description The figures. */
            figures: components["schemas"]["Concurrency"];
        };
        /** @description The answer of `GET /insights/flow_runs/{id}/bottlenecks`. Times are seconds. */
        RunBottlenecks: {
            /**
             * Format: uuid
             * @description The flow run.
             */
            flow_run_id: string;
            /** @description Its name. */
            name: string;
            /** @description Its flow. */
            flow: components["schemas"]["Named"];
            /** @description The type of the state that it is in. */
            state_type: components["schemas"]["StateType"] | null;
            /**
             * Format: date-time
             * @description When it started; null if it has not.
             */
            start: string | null;
            /**
             * Format: date-time
             * @description When it ended, or the present instant when it has not.
             */
            end: string | null;
            /**
             * Format: double
             * @description From its start to its end.
             */
            wall_time: number;
            /**
             * Format: double
             * @description How much of that at least one of its task runs ran.
             */
            busy: number;
            /**
             * Format: double
             * @description How much of that none did: the flow's own code, and waiting.
             */
            idle: number;
            /** @description How many of its task runs ran at the same time while any did. */
            parallelism: components["schemas"]["Parallelism"];
            /** @description Its tasks, that with the greatest share first. */
            tasks: components["schemas"]["TaskShare"][];
            /** @description What its end waited for, from its start on. */
            critical_path: components["schemas"]["PathStep"][];
            /**
             * Format: double
             * @description How long the task runs on that path ran.
             */
            critical_time: number;
        };
        /** @description How many task runs ran at the same time. */
        Parallelism: {
            /**
             * Format: double
             * @description On average while any ran; null when none did.
             */
            mean: number | null;
            /**
             * Format: int64
             * @description At most.
             */
            max: number;
        };
        /** @description What a task had of a flow run's time. */
        TaskShare: {
            /** @description The task. */
            task: components["schemas"]["Named"];
            /**
             * Format: int64
             * @description How many task runs it had.
             */
            runs: number;
            /**
             * Format: double
             * @description How much of the flow run's time at least one of them ran, in seconds.
             */
            busy: number;
            /**
             * Format: double
             * @description The same as a part of the flow run's wall time, from 0 to 1.
             */
            share: number;
            /**
             * Format: double
             * @description How long they ran together, over all their attempts.
             */
            work: number;
            /**
             * Format: double
             * @description How long they waited: from when they could have started to their start, and between their attempts.
             */
            wait: number;
            /**
             * Format: double
             * @description How long those on the critical path ran.
             */
            critical_time: number;
            /** @description Whether its share is more than half. */
            bottleneck: boolean;
        };
        /** @description A task run on the critical path. */
        PathStep: {
            /**
             * Format: uuid
             * @description The task run.
             */
            task_run_id: string;
            /** @description Its name. */
            name: string;
            /** @description Its task. */
            task: components["schemas"]["Named"];
            /**
             * Format: date-time
             * @description When it started.
             */
            start: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            end: string;
            /**
             * Format: double
             * @description How long it ran in wall time.
             */
            seconds: number;
            /**
             * Format: double
             * @description How long after the step before it ended, or the flow run started, it started.
             */
            gap: number;
            /** @description Why it came after the step before it; null of the first. */
            link: components["schemas"]["PathLink"] | null;
        };
        /** @description Why a task run comes after another on the critical path. */
        PathLink: "input" | "order";
        /** @description The answer of `POST /insights/bottlenecks`. */
        BottlenecksInsight: {
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description The time before, that it is compared with. */
            previous: components["schemas"]["Period"];
            /** @description The flows that ran in the time, those with the most wall time first. */
            flows: components["schemas"]["FlowBottlenecks"][];
            /**
             * Format: uint
             * @description How many flows are left out.
             */
            left_out: number;
        };
        /** @description Where the time of a flow's runs goes. */
        FlowBottlenecks: {
            /** @description The flow. */
            flow: components["schemas"]["Named"];
            /**
             * Format: int64
             * @description How many of its runs were looked at.
             */
            runs: number;
            /**
             * Format: int64
             * @description How many more ended in the time.
             */
            runs_left_out: number;
            /**
             * Format: double
             * @description How much wall time they took together, in seconds.
             */
            wall_time: number;
            /** @description The task with the greatest share. */
            dominant: components["schemas"]["Named"] | null;
            /** @description The task that had the greatest share in the time before. */
            previous_dominant: components["schemas"]["Named"] | null;
            /** @description Its tasks, that with the greatest share first. */
            tasks: components["schemas"]["TaskDominance"][];
        };
        /** @description What a task had of the time of many runs of a flow. */
        TaskDominance: {
            /** @description The task. */
            task: components["schemas"]["Named"];
            /**
             * Format: int64
             * @description In how many of the flow runs it ran.
             */
            runs: number;
            /**
             * Format: double
             * @description Its part of the wall time of all of them, from 0 to 1.
             */
            share: number;
            /**
             * Format: double
             * @description The same in the time before; null if it did not run then.
             */
            previous_share: number | null;
            /**
             * Format: double
             * @description The difference.
             */
            share_change: number | null;
            /**
             * Format: double
             * @description Its part of the wall time that was spent on critical paths.
             */
            critical_share: number;
            /**
             * Format: int64
             * @description Of how many flow runs it had more than half.
             */
            bottleneck_in: number;
        };
        /** @description The answer of `POST /insights/failures`. */
        FailuresInsight: {
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /**
             * Format: date-time
             * @description From when on failures were looked at: what was first seen before is not known.
             */
            looked_back_to: string;
            /** @description Whether that is after the start, so that failures of the time are not counted. */
            partial: boolean;
            /**
             * Format: int64
             * @description How many flow runs and task runs failed or crashed in the time.
             */
            failures: number;
            /** @description Those of each flow that are alike, the most frequent first. */
            groups: components["schemas"]["FailureGroup"][];
            /**
             * Format: uint
             * @description How many groups are left out.
             */
            left_out: number;
        };
        /** @description Failures of a flow that are alike. */
        FailureGroup: {
            /** @description What they have in common: the same error has the same one, in every flow and after every restart. */
            fingerprint: string;
            /** @description The flow; null ids and names for task runs without a flow run. */
            flow: components["schemas"]["Named"];
            /** @description The type of the exception, where one is told. */
            error_type: string | null;
            /** @description The message, with what varies replaced. */
            error: string;
            /** @description Where in the user's code it was raised: file and function, where a traceback tells. */
            raised_in: string | null;
            /**
             * Format: int64
             * @description How many runs failed in the time.
             */
            count: number;
            /**
             * Format: int64
             * @description How many of them are flow runs.
             */
            flow_runs: number;
            /**
             * Format: int64
             * @description How many of them are task runs.
             */
            task_runs: number;
            /**
             * Format: int64
             * @description How many crashed instead of failing.
             */
            crashed: number;
            /** @description The tasks that failed. */
            tasks: components["schemas"]["Named"][];
            /**
             * Format: date-time
             * @description When it was first seen, as far as was looked back.
             */
            first_seen: string;
            /**
             * Format: date-time
             * @description When it was seen last.
             */
            last_seen: string;
            /** @description Whether it was not seen before the time; null if nothing before the time was looked at. */
            new: boolean | null;
            /** @description The version of the deployment that brought it: the present one, if runs of others have been seen, but never with it. */
            new_in_version: components["schemas"]["NewInVersion"] | null;
            /** @description The last run that failed so. */
            example: components["schemas"]["FailureExample"];
        };
        /** @description A version of a deployment with failures that those before it did not have. */
        NewInVersion: {
            /** @description The deployment. */
            deployment: components["schemas"]["Named"];
            /** @description Its present version. */
            version: string;
        };
        /** @description A run that failed. */
        FailureExample: {
            /**
             * Format: uuid
             * @description The flow run.
             */
            flow_run_id: string | null;
            /**
             * Format: uuid
             * @description The task run, if it is one that failed.
             */
            task_run_id: string | null;
            /** @description Its name. */
            name: string;
            /** @description The message of its state as it is. */
            message: string;
        };
        /** @description The answer of `POST /insights/retries`. */
        RetriesInsight: {
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description Tasks whose runs were retried, those with the most retries first. */
            tasks: components["schemas"]["Retries"][];
            /**
             * Format: uint
             * @description How many more tasks there are.
             */
            tasks_left_out: number;
            /** @description Flows whose runs were retried, those with the most retries first. */
            flows: components["schemas"]["Retries"][];
            /**
             * Format: uint
             * @description How many more flows there are.
             */
            flows_left_out: number;
        };
        /** @description How the runs of a task, or of a flow, were retried. */
        Retries: {
            /** @description The flow. */
            flow: components["schemas"]["Named"];
            /** @description The task; null of a flow. */
            task: components["schemas"]["Named"] | null;
            /**
             * Format: int64
             * @description How many runs ended in the time.
             */
            runs: number;
            /**
             * Format: int64
             * @description How many of them were retried.
             */
            retried: number;
            /**
             * Format: int64
             * @description How often, together.
             */
            retries: number;
            /**
             * Format: int64
             * @description How many of those that were retried completed.
             */
            succeeded: number;
            /**
             * Format: double
             * @description The same as a part of those that were retried and completed, failed or crashed; null of none.
             */
            success_after_retry: number | null;
            /** @description The errors for which they were retried, as far as the log tells, the most frequent first; three at most. */
            errors: components["schemas"]["RetryError"][];
        };
        /** @description An error for which runs were retried. */
        RetryError: {
            /** @description The error, with what varies replaced. */
            error: string;
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
        };
        /** @description The answer of `POST /insights/trends`. */
        TrendsInsight: {
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description One for each group, those with the most runs first. */
            groups: components["schemas"]["TrendGroup"][];
            /**
             * Format: uint
             * @description How many groups are left out.
             */
            left_out: number;
        };
        /** @description How the durations of a group's completed runs went. */
        TrendGroup: {
            /** @description What it is told apart by. */
            group: {
                [key: string]: components["schemas"]["Named"];
            };
            /**
             * Format: int64
             * @description How many runs completed.
             */
            runs: number;
            /**
             * Format: int64
             * @description On how many days.
             */
            days: number;
            /**
             * Format: double
             * @description The median of their durations, in seconds.
             */
            median: number | null;
            /** @description How they grow; null of too few days. */
            trend: components["schemas"]["Trend"] | null;
            /** @description Where they changed for good, the first first. */
            changes: components["schemas"]["ChangePoint"][];
            /** @description How days of the week differ; null of too few weeks. */
            weekdays: components["schemas"]["Weekdays"] | null;
            /** @description How the ends of months differ; null of too few months. */
            month_end: components["schemas"]["MonthEnd"] | null;
            /** @description Runs that took much longer or shorter than those before them, the strangest first. */
            anomalies: components["schemas"]["Anomaly"][];
        };
        /** @description How durations grow. */
        Trend: {
            /** @description Which way. */
            direction: components["schemas"]["Direction"];
            /**
             * Format: double
             * @description How much a month, relatively: 0.1 is 10 % longer every month.
             */
            growth_per_month: number;
            /**
             * Format: double
             * @description The lower end of its 95 % confidence interval.
             */
            low: number;
            /**
             * Format: double
             * @description The upper end.
             */
            high: number;
            /** @description The same in words. */
            words: string;
        };
        /** @description Which way durations go. */
        Direction: "slower" | "faster" | "steady";
        /** @description Where durations changed for good. */
        ChangePoint: {
            /**
             * Format: date-time
             * @description When the first run ended that was different.
             */
            at: string;
            /**
             * Format: double
             * @description The median before, since the change before, in seconds.
             */
            before: number;
            /**
             * Format: double
             * @description The median after, up to the next change, in seconds.
             */
            after: number;
            /**
             * Format: double
             * @description After ÷ before.
             */
            factor: number;
            /**
             * Format: double
             * @description How probable such a difference is if nothing has changed.
             */
            p_value: number;
        };
        /** @description How days of the week differ. */
        Weekdays: {
            /** @description Whether they do. */
            seasonal: boolean;
            /** @description The days that there were, from Monday on. */
            days: components["schemas"]["WeekdayFactor"][];
        };
        /** @description How a day of the week differs. */
        WeekdayFactor: {
            /** @description Its name, such as `monday`. */
            weekday: string;
            /**
             * Format: int64
             * @description How many there were.
             */
            days: number;
            /**
             * Format: double
             * @description Its median ÷ that of all days, without the trend.
             */
            factor: number;
        };
        /** @description How the last three days of months differ. */
        MonthEnd: {
            /** @description Whether they do. */
            seasonal: boolean;
            /**
             * Format: int64
             * @description How many there were.
             */
            days: number;
            /**
             * Format: double
             * @description Their median ÷ that of the other days, without the trend.
             */
            factor: number;
        };
        /** @description A run that took much longer or shorter than those before it. */
        Anomaly: {
            /**
             * Format: uuid
             * @description The run.
             */
            flow_run_id: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            at: string;
            /**
             * Format: double
             * @description How long it took, in seconds.
             */
            duration: number;
            /**
             * Format: double
             * @description The median of those before it, in seconds.
             */
            expected: number;
            /**
             * Format: double
             * @description How far it is from them: a robust z-score of the logarithms, negative of shorter ones.
             */
            score: number;
        };
        /** @description The answer of `POST /metrics/`. */
        MetricPointsStored: {
            /**
             * Format: uint
             * @description How many points were stored.
             */
            stored: number;
            /** @description Those that were not. */
            refused: components["schemas"]["RefusedPoint"][];
        };
        /** @description A point that was not stored. */
        RefusedPoint: {
            /**
             * Format: uint
             * @description Its place in the request, from 0.
             */
            index: number;
            /** @description What is wrong. */
            kind: components["schemas"]["RefusalKind"];
            /** @description The same in words. */
            reason: string;
        };
        /** @description Why a point is not stored. */
        RefusalKind: "malformed" | "too_long" | "too_many_labels" | "too_many_series" | "too_many_metrics" | "too_far_ahead";
        /** @description A series: a metric with a unit and labels, of a flow and a deployment. */
        MetricSeries: {
            /**
             * Format: int64
             * @description Its number.
             */
            id: number;
            /** @description The metric's name. */
            name: string;
            /** @description What is counted or measured. */
            unit: string | null;
            /** @description Its labels. */
            labels: {
                [key: string]: string;
            };
            /**
             * Format: uuid
             * @description The flow that it tells of.
             */
            flow_id: string | null;
            /** @description The flow's name. */
            flow_name: string | null;
            /**
             * Format: uuid
             * @description The deployment that it tells of.
             */
            deployment_id: string | null;
            /** @description The deployment's name. */
            deployment_name: string | null;
            /**
             * Format: date-time
             * @description When its first point was stored.
             */
            created: string;
            /**
             * Format: int64
             * @description How many points were stored in all, those included that were deleted by now.
             */
            count: number;
            /**
             * Format: date-time
             * @description The time of its last point.
             */
            last_timestamp: string;
            /**
             * Format: double
             * @description The value of its last point.
             */
            last_value: number;
        };
        /** @description A point of a series. */
        MetricPoint: {
            /**
             * Format: int64
             * @description The number of its series.
             */
            series_id: number;
            /**
             * Format: date-time
             * @description When the metric had this value.
             */
            timestamp: string;
            /**
             * Format: double
             * @description The value.
             */
            value: number;
            /**
             * Format: uuid
             * @description The flow run that told it.
             */
            flow_run_id: string | null;
            /**
             * Format: uuid
             * @description The task run that told it.
             */
            task_run_id: string | null;
        };
        /** @description The answer of `POST /metrics/query`. */
        MetricAggregates: {
            /** @description The metric. */
            name: string;
            /**
             * Format: date-time
             * @description Where the time begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /** @description What values were made one by. */
            aggregation: components["schemas"]["Aggregation"];
            /** @description One for all points, or one for each group, in the order of what they are told apart by. */
            groups: components["schemas"]["MetricGroup"][];
        };
        /** @description What many values are made one by. */
        Aggregation: "avg" | "min" | "max" | "sum" | "count" | "last" | "p50" | "p95";
        /** @description What is told of the points of a group. */
        MetricGroup: {
            /** @description What it is told apart by; null for points that have no such thing. */
            group: {
                [key: string]: string | null;
            };
            /**
             * Format: int64
             * @description How many points there are.
             */
            count: number;
            /**
             * Format: double
             * @description All of them as one value; null of no points.
             */
            value: number | null;
            /** @description The same of each interval. */
            intervals: components["schemas"]["MetricInterval"][];
        };
        /** @description What is told of the points of an interval. */
        MetricInterval: {
            /**
             * Format: date-time
             * @description Where it starts.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /**
             * Format: int64
             * @description How many points there are.
             */
            count: number;
            /**
             * Format: double
             * @description All of them as one value; null of no points.
             */
            value: number | null;
        };
        /** @description Points that were not stored, alike in what is wrong, in their metric and in what they belong to. */
        MetricRefusal: {
            /** @description What is wrong. */
            kind: components["schemas"]["RefusalKind"];
            /** @description The metric's name, where it can be told. */
            name: string | null;
            /**
             * Format: int64
             * @description How many there were.
             */
            count: number;
            /**
             * Format: date-time
             * @description When the first of them came.
             */
            first_seen: string;
            /**
             * Format: date-time
             * @description When the last of them came.
             */
            last_seen: string;
            /** @description What is wrong with the last, in words. */
            reason: string;
            /** @description What was sent last, shortened. */
            text: string;
            /**
             * Format: uuid
             * @description The flow that it was to tell of.
             */
            flow_id: string | null;
            /** @description Its name. */
            flow_name: string | null;
            /**
             * Format: uuid
             * @description The deployment that it was to tell of.
             */
            deployment_id: string | null;
            /** @description Its name. */
            deployment_name: string | null;
            /**
             * Format: uuid
             * @description The last flow run that sent such a point.
             */
            flow_run_id: string | null;
            /**
             * Format: uuid
             * @description The last task run that did.
             */
            task_run_id: string | null;
        };
        /** @description What became of a deployment's agreements. */
        SlasApplied: {
            /** @description Those that are new. */
            created: components["schemas"]["SlaApplied"][];
            /** @description Those that were there. */
            updated: components["schemas"]["SlaApplied"][];
            /** @description Those that are gone. */
            deleted: components["schemas"]["SlaApplied"][];
        };
        /** @description An agreement of a deployment's. */
        SlaApplied: {
            /**
             * Format: uuid
             * @description The objective that it is.
             */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A declared objective, and how it stands. */
        Slo: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was declared.
             */
            created: string;
            /**
             * Format: date-time
             * @description When it was last changed.
             */
            updated: string;
            /** @description How it was declared. */
            source: components["schemas"]["SloSource"];
            /**
             * Format: uuid
             * @description The deployment whose own it is: that of the tag, or of the SDK's agreement.
             */
            deployment_id: string | null;
            /** @description What is promised. */
            spec: components["schemas"]["SloSpec"];
            /** @description How it stands. */
            status: components["schemas"]["SloStatus"];
        };
        /** @description How an objective was declared. */
        SloSource: "api" | "tag" | "sla";
        /** @description What is promised: the body of `POST /slos/` and of `PUT /slos/{id}`. */
        SloSpec: {
            /** @description Its name; no other of the same source and deployment has it. */
            name: string;
            /**
             * @description What it is for.
             * @default
             */
            description: string;
            /**
             * @description Whether it is watched.
             * @default true
             */
            enabled: boolean;
            /**
             * @description How bad it is to break it.
             * @default moderate
             */
            severity: components["schemas"]["SloSeverity"];
            /** @description What is looked at. */
            kind: components["schemas"]["SloKind"];
            /**
             * Format: time-delta
             * @description How long a run may take, be late, or how old the last success may be.
             * @default null
             */
            limit_seconds: number | null;
            /**
             * @description The custom metric, of the kind that looks at one.
             * @default null
             */
            metric: components["schemas"]["SloMetric"] | null;
            /**
             * Format: double
             * @description What share of the runs, the points or the time must be good, from 0 to 1. Without it the newest alone decides.
             * @default null
             */
            target: number | null;
            /**
             * Format: time-delta
             * @description The time over which is counted, back from now.
             * @default 2592000
             */
            window_seconds: number;
            /**
             * @description Whose runs or points.
             * @default {
             *       "flows": [],
             *       "deployments": [],
             *       "tags": [],
             *       "work_pools": []
             *     }
             */
            select: components["schemas"]["SloSelect"];
        };
        /** @description How bad it is to break a promise, in the words of the SDK's agreements. */
        SloSeverity: "minor" | "low" | "moderate" | "high" | "critical";
        /** @description What an objective looks at. */
        SloKind: "max-duration" | "success-rate" | "freshness" | "lateness" | "metric";
        /** @description A custom metric with its bounds, of which there is one at least. A value on a bound is good. */
        SloMetric: {
            /** @description The metric's name. */
            name: string;
            /**
             * @description Only series with this unit.
             * @default null
             */
            unit: string | null;
            /**
             * @description Only series with these labels, and possibly others.
             * @default {}
             */
            labels: {
                [key: string]: string;
            };
            /**
             * Format: double
             * @description The lowest good value.
             * @default null
             */
            min: number | null;
            /**
             * Format: double
             * @description The highest good value.
             * @default null
             */
            max: number | null;
        };
        /** @description Whose runs or points are looked at: those that meet each list that is not empty. */
        SloSelect: {
            /**
             * @description Of one of these flows: names or ids.
             * @default []
             */
            flows: string[];
            /**
             * @description Of one of these deployments: names, `flow/deployment`, or ids.
             * @default []
             */
            deployments: string[];
            /**
             * @description With all of these tags.
             * @default []
             */
            tags: string[];
            /**
             * @description Of one of these work pools: names.
             * @default []
             */
            work_pools: string[];
        };
        /** @description How an objective stands. */
        SloStatus: {
            /** @description Whether it is kept. */
            state: components["schemas"]["SloState"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string | null;
            /**
             * Format: date-time
             * @description When that was found out.
             */
            evaluated: string | null;
            /** @description What is counted. */
            unit: components["schemas"]["SloUnit"];
            /**
             * Format: double
             * @description How much was good in the window.
             */
            good: number;
            /**
             * Format: double
             * @description How much was bad.
             */
            bad: number;
            /**
             * Format: double
             * @description The good share, from 0 to 1; null of nothing.
             */
            good_share: number | null;
            /** @description What may be bad and what is left of that; null without a target. */
            budget: components["schemas"]["SloBudget"] | null;
            /** @description How fast the budget is spent, over several times back from now; none without a target. */
            burn_rates: components["schemas"]["SloBurnRate"][];
            /** @description The most urgent alert about that. */
            alert: components["schemas"]["SloAlert"] | null;
            /** @description What broke it last; null if nothing did. */
            last_bad: components["schemas"]["SloOffence"] | null;
        };
        /** @description Whether a promise is kept. */
        SloState: "unknown" | "met" | "breached";
        /** @description What is counted. */
        SloUnit: "runs" | "points" | "seconds";
        /** @description The error budget of a window. */
        SloBudget: {
            /**
             * Format: double
             * @description How much may be bad.
             */
            total: number;
            /**
             * Format: double
             * @description How much was.
             */
            spent: number;
            /**
             * Format: double
             * @description What is left of it, as a share: 1 is all, 0 nothing, and less than that is overspent.
             */
            left_share: number;
        };
        /** @description How fast an error budget is spent: at 1 it lasts exactly for the window. */
        SloBurnRate: {
            /**
             * Format: time-delta
             * @description How far back is looked.
             */
            window_seconds: number;
            /**
             * Format: double
             * @description The rate; null when there was nothing in that time.
             */
            rate: number | null;
        };
        /** @description How fast the error budget is being spent, if it is too fast. */
        SloAlert: "slow" | "medium" | "fast";
        /** @description What broke an objective. */
        SloOffence: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /**
             * Format: uuid
             * @description The run; null where there is none.
             */
            flow_run_id: string | null;
            /**
             * Format: uuid
             * @description Its flow, or that of the metric.
             */
            flow_id: string | null;
            /**
             * Format: uuid
             * @description Its deployment, or that of the metric.
             */
            deployment_id: string | null;
            /**
             * Format: double
             * @description The value, of a metric.
             */
            value: number | null;
        };
        /** @description A tag that looks like an objective and is none: an element of the answer of `POST /slos/refused/filter`. */
        SloRefusal: {
            /**
             * Format: uuid
             * @description The deployment that bears it.
             */
            deployment_id: string;
            /** @description Its name. */
            deployment_name: string;
            /** @description Its flow's name. */
            flow_name: string;
            /** @description The tag. */
            tag: string;
            /** @description What is wrong with it. */
            reason: string;
        };
        /** @description What was good and bad in an interval: an element of the answer of `POST /slos/{id}/history`. */
        SloInterval: {
            /**
             * Format: date-time
             * @description Where it begins.
             */
            start: string;
            /**
             * Format: date-time
             * @description Where it ends.
             */
            end: string;
            /**
             * Format: double
             * @description How much was good.
             */
            good: number;
            /**
             * Format: double
             * @description How much was bad.
             */
            bad: number;
            /**
             * Format: double
             * @description The good share, from 0 to 1; null of nothing.
             */
            good_share: number | null;
            /**
             * Format: double
             * @description What was left of the error budget at its end, of the window that ended then; null without a target.
             */
            budget_left_share: number | null;
        };
        /** @description What whoever asks may do here. */
        Access: {
            /** @description Whether the server asks anybody for credentials. */
            required: boolean;
            /** @description The role of who asks: that of the key, or `admin` for all others who get in. */
            role: components["schemas"]["Role"];
            /** @description The key's name; none without a key. */
            key_name: string | null;
        };
        /** @description What the bearer of a key may do. Each role may do what those before it may. */
        Role: "metrics" | "viewer" | "operator" | "admin";
        /** @description A page of entries, newest first. */
        AuditPage: {
            /** @description The entries. */
            entries: components["schemas"]["AuditEntry"][];
            /**
             * Format: uuid
             * @description What to ask for `after` to have the next page; null when there is none.
             */
            next: string | null;
        };
        /**
         * @description A request that changes something, asked with an API key, and how it was answered. What was sent and answered is not
         *     in it.
         */
        AuditEntry: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When the request came.
             */
            at: string;
            /**
             * Format: uuid
             * @description The key.
             */
            key_id: string;
            /** @description The key's name. */
            key_name: string;
            /** @description The method; of a websocket on which things are changed, `GET`. */
            method: string;
            /** @description The route, as in `/api/flow_runs/{id}`. */
            route: string;
            /** @description The path without its query. */
            path: string;
            /**
             * Format: uint32
             * @description The status of the answer; of a websocket 101.
             */
            status: number;
            /** @description What the client or a proxy called the request in the header `X-Request-Id`. */
            request_id: string | null;
        };
        /** @description A page of actions, newest first. */
        ActionsPage: {
            /** @description The actions. */
            actions: components["schemas"]["ActionRecord"][];
            /**
             * Format: uuid
             * @description What to ask for `after` to have the next page; null when there is none.
             */
            next: string | null;
        };
        /** @description An action that a firing asked for. */
        ActionRecord: {
            /**
             * Format: uuid
             * @description Its id, and the idempotency key of its effect.
             */
            id: string;
            /**
             * Format: date-time
             * @description When the automation fired.
             */
            created: string;
            /**
             * Format: date-time
             * @description When something last happened to it.
             */
            updated: string;
            /**
             * Format: uuid
             * @description The automation that fired.
             */
            automation_id: string;
            /** @description Its name then. */
            automation_name: string;
            /** @description What was to be done. */
            action: unknown;
            /**
             * Format: int64
             * @description Its place among the automation's actions.
             */
            action_index: number;
            /**
             * Format: uuid
             * @description The event on which the automation fired; none when it fired because none came.
             */
            triggering_event_id: string | null;
            /** @description What the firing was about. */
            firing: components["schemas"]["FiringTold"];
            /** @description Whether it is done. */
            status: components["schemas"]["ActionStatus"];
            /**
             * Format: int64
             * @description How often it was tried.
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When it is tried again; null when it is not.
             */
            next_attempt: string | null;
            /** @description Why the last attempt failed. */
            reason: string | null;
            /** @description What its receiver answered to the last attempt: `status_code` and `response_body`, without secrets. */
            response: Record<string, never> | null;
            /**
             * @description What the action's templates became in the last attempt, by their members: of a message what was sent. Null for
             *     actions without templates, and before the first attempt.
             */
            rendered: Record<string, never> | null;
        };
        /** @description What a firing was about. All actions that one firing asked for tell the same. */
        FiringTold: {
            /**
             * Format: uuid
             * @description The event by which the automation told of the firing: actions that share it come from one firing.
             */
            told_event_id: string | null;
            /** @description Whether the trigger fired, or what it fired for is over. */
            state: components["schemas"]["FiringState"] | null;
            /** @description The values of the labels by which the trigger tells its subjects apart. */
            labels: Record<string, never>;
            /**
             * Format: double
             * @description The value of the metric that the trigger watches.
             */
            value: number | null;
            /** @description The event that made the trigger fire; of a trigger that waits for events, the last that it saw. */
            event: components["schemas"]["FiringEvent"] | null;
        };
        /** @description Which way a trigger changed. */
        FiringState: "Triggered" | "Resolved";
        /** @description An event without what only its own kind knows. */
        FiringEvent: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            occurred: string;
            /** @description Its name. */
            event: string;
            /** @description The labels of what it is about. */
            resource: Record<string, never>;
            /** @description The labels of what else it had to do with. */
            related: Record<string, never>[];
        };
        /** @description Whether an action is done. */
        ActionStatus: "pending" | "executed" | "failed";
        /** @description What an automation would have done: the answer of `POST /api/weir/automations/test`. */
        Replay: {
            /**
             * Format: date-time
             * @description From when on events were replayed.
             */
            since: string;
            /**
             * Format: date-time
             * @description Up to when. It is earlier than was asked when too many events concerned the automation.
             */
            until: string;
            /** @description Whether that is all the time that was asked for. */
            is_whole: boolean;
            /**
             * Format: uint
             * @description How many events were looked at.
             */
            events: number;
            /**
             * Format: uint
             * @description How many of them concerned the automation.
             */
            concerned: number;
            /** @description When it would have fired, in that order. */
            firings: components["schemas"]["ReplayedFiring"][];
        };
        /** @description A firing that would have been. */
        ReplayedFiring: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description `Triggered`, or `Resolved` when what it told of was over. */
            state: string;
            /** @description The values of the trigger's `for_each` labels. */
            labels: unknown;
            /** @description The event that would have made it fire; null when it fires because none came. */
            event: unknown;
            /** @description What its actions would have done: each as it is written, with its templates filled in. */
            actions: unknown[];
        };
        /** @description A page of leases, the oldest first. */
        ConcurrencyLeasesPage: {
            /** @description The leases. */
            leases: components["schemas"]["ConcurrencyLease"][];
            /**
             * Format: uuid
             * @description What to ask for `after` to have the next page; null when there is none.
             */
            next: string | null;
        };
        /** @description Slots that are held until they are given back or nobody renews the lease. */
        ConcurrencyLease: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: date-time
             * @description Since when the slots are held.
             */
            created: string;
            /**
             * Format: date-time
             * @description When they are given back unless the lease is renewed before.
             */
            expiration: string;
            /** @description The limits whose slots they are. */
            limit_ids: string[];
            /**
             * Format: int64
             * @description How many slots of each.
             */
            slots: number;
            /** @description Who holds them; null for clients that do not say so. */
            holder: components["schemas"]["LeaseHolder"] | null;
        };
        /** @description Who holds a lease, as far as that is known. */
        LeaseHolder: {
            /** @description What it is. */
            type: components["schemas"]["HolderKind"];
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Its name; null when there is no such run or deployment any more. */
            name: string | null;
            /**
             * Format: uuid
             * @description The flow run: of a task run that in which it runs.
             */
            flow_run_id: string | null;
            /** @description The type of a run's state. */
            state_type: components["schemas"]["StateType"] | null;
            /** @description The name of a run's state. */
            state_name: string | null;
        };
        /** @description What can hold slots. */
        HolderKind: "flow_run" | "task_run" | "deployment";
        /** @description A key as it is known after it was made: without the text that opens the server, of which only a hash is kept. */
        ApiKey: {
            /**
             * Format: uuid
             * @description Its id, which is part of its text too.
             */
            id: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            created: string;
            /** @description Its name, which no other key has that is not revoked. */
            name: string;
            /** @description What it is good for. */
            role: components["schemas"]["Role"];
            /**
             * Format: date-time
             * @description When it loses its force by itself.
             */
            expires: string | null;
            /**
             * Format: date-time
             * @description When it was revoked.
             */
            revoked: string | null;
            /**
             * Format: date-time
             * @description When it was last used, to the minute or so.
             */
            last_used: string | null;
        };
        /** @description A key that was made, with its text: this once. */
        ApiKeyCreated: {
            /** @description What is known of it from now on. */
            api_key: components["schemas"]["ApiKey"];
            /** @description What clients show. */
            key: string;
        };
        /** @description What the database holds, and for how long. */
        Storage: {
            /** @description How much it holds. */
            usage: components["schemas"]["Usage"];
            /** @description What is deleted after a time, and what was deleted last. */
            retention: components["schemas"]["Retention"][];
        };
        /** @description How much the database holds. */
        Usage: {
            /**
             * Format: date-time
             * @description When this was measured.
             */
            measured: string;
            /** @description What keeps it. */
            database: components["schemas"]["Engine"];
            /**
             * Format: int64
             * @description How many bytes the whole database has, free ones too.
             */
            bytes: number;
            /**
             * Format: int64
             * @description How many of them are free for what comes; none where the database does not tell.
             */
            free_bytes: number | null;
            /** @description The tables, the largest first. */
            tables: components["schemas"]["TableUsage"][];
        };
        /** @description What keeps the data. */
        Engine: "sqlite" | "postgresql";
        /** @description How much a table holds. */
        TableUsage: {
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description How many rows it has.
             */
            rows: number;
            /** @description Whether the rows are estimated from statistics: PostgreSQL's large tables are. */
            is_estimate: boolean;
            /**
             * Format: int64
             * @description How many bytes it has with its indexes.
             */
            bytes: number;
            /**
             * Format: int64
             * @description How many of them are those of its indexes.
             */
            index_bytes: number;
        };
        /** @description How long something is kept, and what of it was deleted last. */
        Retention: {
            /** @description What. */
            what: components["schemas"]["Kept"];
            /**
             * Format: time-delta
             * @description How many seconds it is kept; none means for ever.
             */
            keep_seconds: number | null;
            /**
             * Format: time-delta
             * @description How many seconds lie between two rounds that look for it; none where nothing is deleted.
             */
            every_seconds: number | null;
            /** @description The last round; none if there was none yet. */
            last_round: components["schemas"]["Round"] | null;
        };
        /** @description What is deleted after a time. */
        Kept: "flow_runs" | "orphans" | "events" | "metric_points" | "audit_log";
        /** @description A round that deleted what was kept long enough. */
        Round: {
            /**
             * Format: date-time
             * @description When it was over.
             */
            ended: string;
            /**
             * Format: int64
             * @description How many it deleted: flow runs, events, points, entries; of orphans, of how many runs they were.
             */
            deleted: number;
        };
    };
    responses: {
        /** @description No credentials were shown, or wrong ones. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Exception"];
            };
        };
        /** @description The role of the key may not do this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Refusal"];
            };
        };
        /** @description The request is not as it should be. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["InvalidRequest"] | components["schemas"]["Refusal"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    post_incidents_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description How many at most.
                     * @default 200
                     */
                    limit?: number;
                    /**
                     * @description How many are left out first.
                     * @default 0
                     */
                    offset?: number;
                    /** @description Only those with this status, or one of these. */
                    status?: ("open" | "acknowledged" | "resolved")[] | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    get_incidents_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such incident. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_incidents_id_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Who does it, as they wish to be named. */
                    by?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such incident. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description It is resolved already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_incidents_id_resolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Who does it, as they wish to be named. */
                    by?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Incident"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such incident. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_bottlenecks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /**
                     * @description How many runs of each flow at most, the newest.
                     * @default 200
                     */
                    runs?: number;
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BottlenecksInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_concurrency: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description The length of the intervals that are also told of, in seconds. */
                    interval_seconds?: number | null;
                    /** @description Intervals of the calendar that are also told of. */
                    interval?: ("hour" | "day" | "week" | "month") | null;
                    /** @description The IANA name of the calendar's time zone; UTC by default. */
                    timezone?: string | null;
                    /**
                     * @description Which runs.
                     * @default flow_runs
                     * @enum {string}
                     */
                    of?: "flow_runs" | "task_runs";
                    /**
                     * @description What is told apart.
                     * @default []
                     */
                    group_by?: ("flow" | "deployment" | "tag" | "work_pool" | "work_queue" | "state" | "task")[];
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_failures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /**
                     * @description How many days before the start are looked at too, to tell what is new.
                     * @default 30
                     */
                    lookback_days?: number;
                    /**
                     * @description Only failures that are known to be new.
                     * @default false
                     */
                    new?: boolean;
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FailuresInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_flow_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description The length of the intervals that are also told of, in seconds. */
                    interval_seconds?: number | null;
                    /** @description Intervals of the calendar that are also told of. */
                    interval?: ("hour" | "day" | "week" | "month") | null;
                    /** @description The IANA name of the calendar's time zone; UTC by default. */
                    timezone?: string | null;
                    /**
                     * @description Whether the time of the same length directly before is told of as well.
                     * @default true
                     */
                    compare?: boolean;
                    /**
                     * @description What is told apart.
                     * @default []
                     */
                    group_by?: ("flow" | "deployment" | "tag" | "work_pool" | "work_queue" | "state")[];
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    get_insights_flow_runs_id_bottlenecks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunBottlenecks"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such flow run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_retries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriesInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_task_runs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description The length of the intervals that are also told of, in seconds. */
                    interval_seconds?: number | null;
                    /** @description Intervals of the calendar that are also told of. */
                    interval?: ("hour" | "day" | "week" | "month") | null;
                    /** @description The IANA name of the calendar's time zone; UTC by default. */
                    timezone?: string | null;
                    /**
                     * @description Whether the time of the same length directly before is told of as well.
                     * @default true
                     */
                    compare?: boolean;
                    /**
                     * @description What is told apart.
                     * @default []
                     */
                    group_by?: ("flow" | "deployment" | "tag" | "work_pool" | "work_queue" | "state" | "task")[];
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_insights_trends: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Only runs of flows that this selects. */
                    flows?: components["schemas"]["FlowFilter"] | null;
                    /** @description Only flow runs that this selects, and task runs of these. */
                    flow_runs?: components["schemas"]["FlowRunFilter"] | null;
                    /** @description Only task runs that this selects, and flow runs that have such. */
                    task_runs?: components["schemas"]["TaskRunFilter"] | null;
                    /** @description Only runs of deployments that this selects. */
                    deployments?: components["schemas"]["DeploymentFilter"] | null;
                    /** @description Only runs of work pools that this selects. */
                    work_pools?: components["schemas"]["WorkPoolFilter"] | null;
                    /** @description Only runs of work queues that this selects. */
                    work_queues?: components["schemas"]["WorkQueueFilter"] | null;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description The IANA name of the calendar's time zone; UTC by default. */
                    timezone?: string | null;
                    /**
                     * @description What is told apart.
                     * @default [
                     *       "flow"
                     *     ]
                     */
                    group_by?: ("flow" | "deployment" | "tag" | "work_pool" | "work_queue")[];
                    /**
                     * @description How many at most.
                     * @default 50
                     */
                    limit?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrendsInsight"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    value: number;
                    unit?: string | null;
                    labels?: {
                        [key: string]: string;
                    } | null;
                    timestamp?: string | null;
                    flow_run_id?: string | null;
                    task_run_id?: string | null;
                    flow_id?: string | null;
                    deployment_id?: string | null;
                }[];
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricPointsStored"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The request is not as it should be, or none of its points was taken. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvalidRequest"] | components["schemas"]["Refusal"] | components["schemas"]["MetricPointsStored"];
                };
            };
        };
    };
    post_metrics_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description How many at most.
                     * @default 200
                     */
                    limit?: number;
                    /**
                     * @description How many are left out first.
                     * @default 0
                     */
                    offset?: number;
                    /** @description The name. */
                    name?: string | null;
                    /** @description Only those with this in their names. */
                    name_like?: string | null;
                    /** @description Only series with this unit. */
                    unit?: string | null;
                    /** @description Only series with these labels, and possibly others. */
                    labels?: {
                        [key: string]: string;
                    } | null;
                    /** @description Only those of this flow. */
                    flow_id?: string | null;
                    /** @description Only those of the flow of this name. */
                    flow_name?: string | null;
                    /** @description Only those of this deployment. */
                    deployment_id?: string | null;
                    /** @description Only those of deployments of this name. */
                    deployment_name?: string | null;
                    /** @description Only those of this flow run. */
                    flow_run_id?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeries"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_metrics_points_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name. */
                    name: string;
                    /**
                     * @description How many at most.
                     * @default 1000
                     */
                    limit?: number;
                    /**
                     * @description How many are left out first.
                     * @default 0
                     */
                    offset?: number;
                    /**
                     * @description The order.
                     * @default TIMESTAMP_ASC
                     * @enum {string}
                     */
                    sort?: "TIMESTAMP_ASC" | "TIMESTAMP_DESC";
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description Only series with this unit. */
                    unit?: string | null;
                    /** @description Only series with these labels, and possibly others. */
                    labels?: {
                        [key: string]: string;
                    } | null;
                    /** @description Only those of this flow. */
                    flow_id?: string | null;
                    /** @description Only those of the flow of this name. */
                    flow_name?: string | null;
                    /** @description Only those of this deployment. */
                    deployment_id?: string | null;
                    /** @description Only those of deployments of this name. */
                    deployment_name?: string | null;
                    /** @description Only those of this flow run. */
                    flow_run_id?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricPoint"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_metrics_query: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name. */
                    name: string;
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description The length of the intervals that are also told of, in seconds. */
                    interval_seconds?: number | null;
                    /**
                     * @description What is made of the points of an interval.
                     * @default avg
                     * @enum {string}
                     */
                    aggregation?: "avg" | "min" | "max" | "sum" | "count" | "last" | "p50" | "p95";
                    /**
                     * @description What is told apart.
                     * @default []
                     */
                    group_by?: string[];
                    /** @description Only series with this unit. */
                    unit?: string | null;
                    /** @description Only series with these labels, and possibly others. */
                    labels?: {
                        [key: string]: string;
                    } | null;
                    /** @description Only those of this flow. */
                    flow_id?: string | null;
                    /** @description Only those of the flow of this name. */
                    flow_name?: string | null;
                    /** @description Only those of this deployment. */
                    deployment_id?: string | null;
                    /** @description Only those of deployments of this name. */
                    deployment_name?: string | null;
                    /** @description Only those of this flow run. */
                    flow_run_id?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricAggregates"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_metrics_refused_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description How many at most.
                     * @default 200
                     */
                    limit?: number;
                    /**
                     * @description How many are left out first.
                     * @default 0
                     */
                    offset?: number;
                    /** @description What kind, or only those of one of these kinds. */
                    kind?: ("malformed" | "too_long" | "too_many_labels" | "too_many_series" | "too_many_metrics" | "too_far_ahead")[] | null;
                    /** @description The name. */
                    name?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricRefusal"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_slas_apply_resource_slas_resource_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `prefect.deployment.ID`. */
                resource_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {string} */
                    severity?: "minor" | "low" | "moderate" | "high" | "critical";
                    enabled?: boolean | null;
                    duration?: number | null;
                    stale_after?: number | null;
                    within?: number | null;
                }[];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlasApplied"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such deployment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_slos: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name. */
                    name: string;
                    /**
                     * @description What it is for.
                     * @default
                     */
                    description?: string;
                    /**
                     * @description Whether it is watched.
                     * @default true
                     */
                    enabled?: boolean;
                    /**
                     * @description How bad it is to break it.
                     * @default moderate
                     * @enum {string}
                     */
                    severity?: "minor" | "low" | "moderate" | "high" | "critical";
                    /**
                     * @description What kind, or only those of one of these kinds.
                     * @enum {string}
                     */
                    kind: "max-duration" | "success-rate" | "freshness" | "lateness" | "metric";
                    /** @description How long a run may take, how late it may start, or how old the last success may be, in seconds. */
                    limit_seconds?: number | null;
                    /** @description The custom metric with its bounds, of the kind `metric`. */
                    metric?: {
                        name: string;
                        unit?: string | null;
                        labels?: {
                            [key: string]: string;
                        };
                        min?: number | null;
                        max?: number | null;
                    } | null;
                    /** @description What share of the runs, the points or the time must be good, from 0 to 1. Without it the newest alone decides. */
                    target?: number | null;
                    /**
                     * Format: time-delta
                     * @description The time over which is counted, back from now, in seconds.
                     * @default 2592000
                     */
                    window_seconds?: number;
                    /**
                     * SloSelect
                     * @description Whose runs or points.
                     * @default {}
                     */
                    select?: {
                        flows?: string[];
                        deployments?: string[];
                        tags?: string[];
                        work_pools?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is one of this name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_slos_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description How many at most.
                     * @default 200
                     */
                    limit?: number;
                    /**
                     * @description How many are left out first.
                     * @default 0
                     */
                    offset?: number;
                    /** @description Only those in one of these states. */
                    state?: ("unknown" | "met" | "breached")[] | null;
                    /** @description What kind, or only those of one of these kinds. */
                    kind?: ("max-duration" | "success-rate" | "freshness" | "lateness" | "metric")[] | null;
                    /** @description Only those that were declared in one of these ways. */
                    source?: ("api" | "tag" | "sla")[] | null;
                    /** @description The name. */
                    name?: string | null;
                    /** @description Only those of this deployment. */
                    deployment_id?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slo"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_slos_refused_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description How many at most.
                     * @default 200
                     */
                    limit?: number;
                    /**
                     * @description How many are left out first.
                     * @default 0
                     */
                    offset?: number;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SloRefusal"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    get_slos_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such objective. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    put_slos_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name. */
                    name: string;
                    /**
                     * @description What it is for.
                     * @default
                     */
                    description?: string;
                    /**
                     * @description Whether it is watched.
                     * @default true
                     */
                    enabled?: boolean;
                    /**
                     * @description How bad it is to break it.
                     * @default moderate
                     * @enum {string}
                     */
                    severity?: "minor" | "low" | "moderate" | "high" | "critical";
                    /**
                     * @description What kind, or only those of one of these kinds.
                     * @enum {string}
                     */
                    kind: "max-duration" | "success-rate" | "freshness" | "lateness" | "metric";
                    /** @description How long a run may take, how late it may start, or how old the last success may be, in seconds. */
                    limit_seconds?: number | null;
                    /** @description The custom metric with its bounds, of the kind `metric`. */
                    metric?: {
                        name: string;
                        unit?: string | null;
                        labels?: {
                            [key: string]: string;
                        };
                        min?: number | null;
                        max?: number | null;
                    } | null;
                    /** @description What share of the runs, the points or the time must be good, from 0 to 1. Without it the newest alone decides. */
                    target?: number | null;
                    /**
                     * Format: time-delta
                     * @description The time over which is counted, back from now, in seconds.
                     * @default 2592000
                     */
                    window_seconds?: number;
                    /**
                     * SloSelect
                     * @description Whose runs or points.
                     * @default {}
                     */
                    select?: {
                        flows?: string[];
                        deployments?: string[];
                        tags?: string[];
                        work_pools?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Slo"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such objective. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description There is another of this name, or this one was declared by a tag or an agreement. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    delete_slos_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such objective. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            /** @description It was declared by a tag of its deployment. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    post_slos_id_history: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Where the time begins. By default: of points, with the first; of the history of an objective, as long before the end as its window; else seven days before the end. */
                    start?: string | null;
                    /** @description Where the time ends, exclusively; now by default. */
                    end?: string | null;
                    /** @description The length of the intervals that are also told of, in seconds. */
                    interval_seconds?: number | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SloInterval"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such objective. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    get_slos_id_status: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SloStatus"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such objective. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    get_weir_access: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
        };
    };
    get_weir_audit: {
        parameters: {
            query?: {
                /** @description From when on. */
                since?: string | null;
                /** @description Only what came before then. */
                until?: string | null;
                /** @description Only what was asked with the key of this name. */
                key_name?: string | null;
                /** @description Only this method. */
                method?: ("POST" | "PUT" | "PATCH" | "DELETE" | "GET") | null;
                /** @description Only paths in which this text is. */
                path?: string | null;
                /** @description Only what was answered with a status of 400 or more, or only the rest. */
                failed?: boolean | null;
                /** @description The last entry of the page before. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    get_weir_automation_actions: {
        parameters: {
            query?: {
                /** @description Only actions of this automation. */
                automation_id?: string | null;
                /** @description Only those with this status, or one of these. */
                status?: ("pending" | "executed" | "failed") | null;
                /** @description The last entry of the page before. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionsPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    post_weir_automations_test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The automation, as for `POST /automations/`. */
                    automation: components["schemas"]["AutomationCreate"];
                    /**
                     * Format: date-time
                     * @description From when on.
                     */
                    since: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description Its trigger looks at metrics of runs, not at events. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    get_weir_concurrency_leases: {
        parameters: {
            query?: {
                /** @description Only leases of slots of this concurrency limit. */
                limit_id?: string | null;
                /** @description The last entry of the page before. */
                after?: string | null;
                /** @description How many at most. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLeasesPage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
        };
    };
    get_weir_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"][];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
        };
    };
    post_weir_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The name. */
                    name: string;
                    /**
                     * @description What the key is good for; each role may do what those before it may.
                     * @enum {string}
                     */
                    role: "metrics" | "viewer" | "operator" | "admin";
                    /** @description When the key loses its force by itself; never by default. */
                    expires?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyCreated"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description A key that is not revoked has the name, or this would be the first key and is not an administrator's. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    delete_weir_keys_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no key with this id that is not revoked. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            422: components["responses"]["Invalid"];
        };
    };
    get_weir_openapi_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
        };
    };
    get_weir_storage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Storage"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
        };
    };
}
