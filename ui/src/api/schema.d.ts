// Written by scripts/types.mjs; do not edit.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health_check_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["server_version_version_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flows/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_flow_flows__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flows/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_flows__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_flow_flows__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_flow_flows__id__patch"];
        trace?: never;
    };
    "/flows/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_flows_flows_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flows/name/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_by_name_flows_name__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flows/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_flows_flows_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flows/bulk_delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_delete_flows_flows_bulk_delete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flows/paginate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["paginate_flows_flows_paginate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_flow_run_flow_runs__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_run_flow_runs__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_flow_run_flow_runs__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_flow_run_flow_runs__id__patch"];
        trace?: never;
    };
    "/flow_runs/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_flow_runs_flow_runs_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/lateness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["average_flow_run_lateness_flow_runs_lateness_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["flow_run_history_flow_runs_history_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_run_graph_v1_flow_runs__id__graph_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/graph-v2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_run_graph_v2_flow_runs__id__graph_v2_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resume_flow_run_flow_runs__id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_flow_runs_flow_runs_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/bulk_delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_delete_flow_runs_flow_runs_bulk_delete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/bulk_set_state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_set_flow_run_state_flow_runs_bulk_set_state_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/set_state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["set_flow_run_state_flow_runs__id__set_state_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_flow_run_input_flow_runs__id__input_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/input/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["filter_flow_run_input_flow_runs__id__input_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/input/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_run_input_flow_runs__id__input__key__get"];
        put?: never;
        post?: never;
        delete: operations["delete_flow_run_input_flow_runs__id__input__key__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/paginate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["paginate_flow_runs_flow_runs_paginate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/logs/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["download_logs_flow_runs__id__logs_download_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_runs/{id}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["update_flow_run_labels_flow_runs__id__labels_patch"];
        trace?: never;
    };
    "/task_runs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_task_run_task_runs__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_task_run_task_runs__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_task_run_task_runs__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_task_run_task_runs__id__patch"];
        trace?: never;
    };
    "/task_runs/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_task_runs_task_runs_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_runs/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["task_run_history_task_runs_history_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_runs/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_task_runs_task_runs_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_runs/paginate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["paginate_task_runs_task_runs_paginate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_runs/{id}/set_state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["set_task_run_state_task_runs__id__set_state_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_run_states/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_run_state_flow_run_states__id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flow_run_states/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_flow_run_states_flow_run_states__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_run_states/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_task_run_state_task_run_states__id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_run_states/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_task_run_states_task_run_states__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_deployment_deployments__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_deployment_deployments__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_deployment_deployments__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_deployment_deployments__id__patch"];
        trace?: never;
    };
    "/deployments/name/{flow_name}/{deployment_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_deployment_by_name_deployments_name__flow_name___deployment_name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_deployments_deployments_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/paginate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["paginate_deployments_deployments_paginate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/get_scheduled_flow_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_deployments_deployments_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/bulk_delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_delete_deployments_deployments_bulk_delete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["schedule_deployment_deployments__id__schedule_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/resume_deployment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resume_deployment_deployments__id__resume_deployment_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/pause_deployment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pause_deployment_deployments__id__pause_deployment_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/create_flow_run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_flow_run_from_deployment_deployments__id__create_flow_run_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/create_flow_run/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_create_flow_runs_from_deployment_deployments__id__create_flow_run_bulk_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/work_queue_check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @deprecated */
        get: operations["work_queue_check_for_deployment_deployments__id__work_queue_check_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_deployment_schedules_deployments__id__schedules_get"];
        put?: never;
        post: operations["create_deployment_schedules_deployments__id__schedules_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_deployment_schedule_deployments__id__schedules__schedule_id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_deployment_schedule_deployments__id__schedules__schedule_id__patch"];
        trace?: never;
    };
    "/saved_searches/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["create_saved_search_saved_searches__put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/saved_searches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_saved_search_saved_searches__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_saved_search_saved_searches__id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/saved_searches/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_saved_searches_saved_searches_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_logs_logs__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_logs_logs_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_concurrency_limit_concurrency_limits__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_concurrency_limit_concurrency_limits__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_concurrency_limit_concurrency_limits__id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/tag/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_concurrency_limit_by_tag_concurrency_limits_tag__tag__get"];
        put?: never;
        post?: never;
        delete: operations["delete_concurrency_limit_by_tag_concurrency_limits_tag__tag__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_concurrency_limits_concurrency_limits_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/tag/{tag}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/increment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["increment_concurrency_limits_v1_concurrency_limits_increment_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/concurrency_limits/decrement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["decrement_concurrency_limits_v1_concurrency_limits_decrement_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_concurrency_limit_v2_v2_concurrency_limits__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/{id_or_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_concurrency_limit_v2_v2_concurrency_limits__id_or_name__get"];
        put?: never;
        post?: never;
        delete: operations["delete_concurrency_limit_v2_v2_concurrency_limits__id_or_name__delete"];
        options?: never;
        head?: never;
        patch: operations["update_concurrency_limit_v2_v2_concurrency_limits__id_or_name__patch"];
        trace?: never;
    };
    "/v2/concurrency_limits/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/increment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_increment_active_slots_v2_concurrency_limits_increment_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/increment-with-lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/decrement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_decrement_active_slots_v2_concurrency_limits_decrement_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/decrement-with-lease": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/concurrency_limits/leases/{lease_id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_types/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_block_type_block_types__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_types/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_type_by_id_block_types__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_block_type_block_types__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_block_type_block_types__id__patch"];
        trace?: never;
    };
    "/block_types/slug/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_type_by_slug_block_types_slug__slug__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_types/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_block_types_block_types_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_types/slug/{slug}/block_documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_documents_for_block_type_block_types_slug__slug__block_documents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_types/slug/{slug}/block_documents/name/{block_document_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_document_by_name_for_block_type_block_types_slug__slug__block_documents_name__block_document_name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_types/install_system_block_types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["install_system_block_types_block_types_install_system_block_types_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_documents/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_block_document_block_documents__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_documents/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_block_documents_block_documents_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_documents/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_block_documents_block_documents_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_document_by_id_block_documents__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_block_document_block_documents__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_block_document_data_block_documents__id__patch"];
        trace?: never;
    };
    "/work_pools/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_work_pool_work_pools__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_work_pool_work_pools__name__get"];
        put?: never;
        post?: never;
        delete: operations["delete_work_pool_work_pools__name__delete"];
        options?: never;
        head?: never;
        patch: operations["update_work_pool_work_pools__name__patch"];
        trace?: never;
    };
    "/work_pools/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_work_pools_work_pools_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_work_pools_work_pools_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{name}/concurrency_status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_work_pool_concurrency_status_work_pools__name__concurrency_status_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{name}/get_scheduled_flow_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{work_pool_name}/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_work_queue_work_pools__work_pool_name__queues_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{work_pool_name}/queues/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_work_queue_work_pools__work_pool_name__queues__name__get"];
        put?: never;
        post?: never;
        delete: operations["delete_work_queue_work_pools__work_pool_name__queues__name__delete"];
        options?: never;
        head?: never;
        patch: operations["update_work_queue_work_pools__work_pool_name__queues__name__patch"];
        trace?: never;
    };
    "/work_pools/{work_pool_name}/queues/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_work_queues_work_pools__work_pool_name__queues_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{work_pool_name}/workers/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{work_pool_name}/workers/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_workers_work_pools__work_pool_name__workers_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_pools/{work_pool_name}/workers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_worker_work_pools__work_pool_name__workers__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/task_workers/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_task_workers_task_workers_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_queues/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_work_queue_work_queues__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_work_queue_work_queues__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_work_queue_work_queues__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_work_queue_work_queues__id__patch"];
        trace?: never;
    };
    "/work_queues/name/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_work_queue_by_name_work_queues_name__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_queues/{id}/get_runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_work_queue_runs_work_queues__id__get_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_queues/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_work_queues_work_queues_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_queues/{id}/concurrency_status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_work_queue_concurrency_status_work_queues__id__concurrency_status_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/work_queues/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_work_queue_status_work_queues__id__status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_artifact_artifacts__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_artifact_artifacts__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_artifact_artifacts__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_artifact_artifacts__id__patch"];
        trace?: never;
    };
    "/artifacts/{key}/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_latest_artifact_artifacts__key__latest_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_artifacts_artifacts_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/latest/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_latest_artifacts_artifacts_latest_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_artifacts_artifacts_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/latest/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_latest_artifacts_artifacts_latest_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_schemas/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_block_schema_block_schemas__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_schemas/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_schema_by_id_block_schemas__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_block_schema_block_schemas__id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_schemas/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_block_schemas_block_schemas_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_schemas/checksum/{checksum}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_block_schema_by_checksum_block_schemas_checksum__checksum__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/block_capabilities/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_available_block_capabilities_block_capabilities__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_view_content_collections_views__view__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/variables/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_variable_variables__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/variables/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_variable_variables__id__get"];
        put?: never;
        post?: never;
        delete: operations["delete_variable_variables__id__delete"];
        options?: never;
        head?: never;
        patch: operations["update_variable_variables__id__patch"];
        trace?: never;
    };
    "/variables/name/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_variable_by_name_variables_name__name__get"];
        put?: never;
        post?: never;
        delete: operations["delete_variable_by_name_variables_name__name__delete"];
        options?: never;
        head?: never;
        patch: operations["update_variable_by_name_variables_name__name__patch"];
        trace?: never;
    };
    "/variables/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_variables_variables_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/variables/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_variables_variables_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/csrf-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["create_csrf_token_csrf_token_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_events_events_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_events_events_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/filter/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_account_events_page_events_filter_next_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events/count-by/{countable}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_account_events_events_count_by__countable__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automations/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_automation_automations__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_automation_automations__id__get"];
        put: operations["update_automation_automations__id__put"];
        post?: never;
        delete: operations["delete_automation_automations__id__delete"];
        options?: never;
        head?: never;
        patch: operations["patch_automation_automations__id__patch"];
        trace?: never;
    };
    "/automations/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_automations_automations_filter_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automations/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_automations_automations_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automations/related-to/{resource_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_automations_related_to_resource_automations_related_to__resource_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automations/owned-by/{resource_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["delete_automations_owned_by_resource_automations_owned_by__resource_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/templates/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["validate_template_templates_validate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/automations/templates/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["validate_template_automations_templates_validate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/flows/count-deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_deployments_by_flow_ui_flows_count_deployments_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/flows/next-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["next_runs_by_flow_ui_flows_next_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/flow_runs/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_flow_run_history_ui_flow_runs_history_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/flow_runs/count-task-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/schemas/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["validate_obj_ui_schemas_validate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/task_runs/dashboard/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/task_runs/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["read_task_run_counts_by_state_ui_task_runs_count_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ui/task_runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_task_run_with_flow_run_name_ui_task_runs__id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_settings_admin_settings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_version_admin_version_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["read_server_default_result_storage_admin_storage_get"];
        put: operations["update_server_default_result_storage_admin_storage_put"];
        post?: never;
        delete: operations["clear_server_default_result_storage_admin_storage_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hello": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["hello_hello_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["perform_readiness_check_ready_get"];
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
        /** APISettings */
        APISettings: {
            /** Url */
            url?: string | null;
            /** Auth String */
            auth_string?: string | null;
            /** Key */
            key?: string | null;
            /**
             * Tls Insecure Skip Verify
             * @default false
             */
            tls_insecure_skip_verify: boolean;
            /**
             * Ssl Cert File
             * @default /etc/ssl/certs/ca-certificates.crt
             */
            ssl_cert_file: string | null;
            /**
             * Enable Http2
             * @default false
             */
            enable_http2: boolean;
            /**
             * Request Timeout
             * @default 60
             */
            request_timeout: number;
        };
        /** Artifact */
        Artifact: {
            /**
             * Id
             * Format: uuid
             */
            id?: string;
            /** Created */
            created?: string | null;
            /** Updated */
            updated?: string | null;
            /** Key */
            key?: string | null;
            /** Type */
            type?: string | null;
            /** Description */
            description?: string | null;
            /** Data */
            data?: {
                [key: string]: unknown;
            } | unknown | null;
            /** Metadata */
            metadata_?: {
                [key: string]: string;
            } | null;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Run Id */
            task_run_id?: string | null;
        };
        /** ArtifactCollection */
        ArtifactCollection: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Key */
            key: string;
            /**
             * Latest Id
             * Format: uuid
             */
            latest_id: string;
            /** Type */
            type?: string | null;
            /** Description */
            description?: string | null;
            /** Data */
            data?: {
                [key: string]: unknown;
            } | unknown | null;
            /** Metadata */
            metadata_?: {
                [key: string]: string;
            } | null;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Run Id */
            task_run_id?: string | null;
        };
        /** ArtifactCollectionFilter */
        ArtifactCollectionFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            latest_id?: components["schemas"]["ArtifactCollectionFilterLatestId"] | null;
            key?: components["schemas"]["ArtifactCollectionFilterKey"] | null;
            flow_run_id?: components["schemas"]["ArtifactCollectionFilterFlowRunId"] | null;
            task_run_id?: components["schemas"]["ArtifactCollectionFilterTaskRunId"] | null;
            type?: components["schemas"]["ArtifactCollectionFilterType"] | null;
        };
        /** ArtifactCollectionFilterFlowRunId */
        ArtifactCollectionFilterFlowRunId: {
            /** Any */
            any_?: string[] | null;
        };
        /** ArtifactCollectionFilterKey */
        ArtifactCollectionFilterKey: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
            /** Exists */
            exists_?: boolean | null;
        };
        /** ArtifactCollectionFilterLatestId */
        ArtifactCollectionFilterLatestId: {
            /** Any */
            any_?: string[] | null;
        };
        /** ArtifactCollectionFilterTaskRunId */
        ArtifactCollectionFilterTaskRunId: {
            /** Any */
            any_?: string[] | null;
        };
        /** ArtifactCollectionFilterType */
        ArtifactCollectionFilterType: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /**
         * ArtifactCollectionSort
         * @enum {string}
         */
        ArtifactCollectionSort: "CREATED_DESC" | "UPDATED_DESC" | "ID_DESC" | "KEY_DESC" | "KEY_ASC";
        /** ArtifactCreate */
        ArtifactCreate: {
            /** Key */
            key?: string | null;
            /** Type */
            type?: string | null;
            /** Description */
            description?: string | null;
            /** Data */
            data?: {
                [key: string]: unknown;
            } | unknown | null;
            /** Metadata */
            metadata_?: {
                [key: string]: string;
            } | null;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Run Id */
            task_run_id?: string | null;
        };
        /** ArtifactFilter */
        ArtifactFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["ArtifactFilterId"] | null;
            key?: components["schemas"]["ArtifactFilterKey"] | null;
            flow_run_id?: components["schemas"]["ArtifactFilterFlowRunId"] | null;
            task_run_id?: components["schemas"]["ArtifactFilterTaskRunId"] | null;
            type?: components["schemas"]["ArtifactFilterType"] | null;
        };
        /** ArtifactFilterFlowRunId */
        ArtifactFilterFlowRunId: {
            /** Any */
            any_?: string[] | null;
        };
        /** ArtifactFilterId */
        ArtifactFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** ArtifactFilterKey */
        ArtifactFilterKey: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
            /** Exists */
            exists_?: boolean | null;
        };
        /** ArtifactFilterTaskRunId */
        ArtifactFilterTaskRunId: {
            /** Any */
            any_?: string[] | null;
        };
        /** ArtifactFilterType */
        ArtifactFilterType: {
            /** Any */
            any_?: string[] | null;
            /** Not Any */
            not_any_?: string[] | null;
        };
        /**
         * ArtifactSort
         * @enum {string}
         */
        ArtifactSort: "CREATED_DESC" | "UPDATED_DESC" | "ID_DESC" | "KEY_DESC" | "KEY_ASC";
        /** ArtifactUpdate */
        ArtifactUpdate: {
            /** Data */
            data?: {
                [key: string]: unknown;
            } | unknown | null;
            /** Description */
            description?: string | null;
            /** Metadata */
            metadata_?: {
                [key: string]: string;
            } | null;
        };
        /** Automation */
        Automation: {
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
            trigger: components["schemas"]["EventTrigger-Output"] | components["schemas"]["CompoundTrigger-Output"] | components["schemas"]["SequenceTrigger-Output"];
            /** Actions */
            actions: (components["schemas"]["DoNothing"] | components["schemas"]["RunDeployment-Output"] | components["schemas"]["PauseDeployment"] | components["schemas"]["ResumeDeployment"] | components["schemas"]["CancelFlowRun"] | components["schemas"]["DeleteFlowRun"] | components["schemas"]["ChangeFlowRunState"] | components["schemas"]["PauseWorkQueue"] | components["schemas"]["ResumeWorkQueue"] | components["schemas"]["SendNotification"] | components["schemas"]["CallWebhook"] | components["schemas"]["PauseAutomation"] | components["schemas"]["ResumeAutomation"] | components["schemas"]["SuspendFlowRun"] | components["schemas"]["ResumeFlowRun"] | components["schemas"]["PauseWorkPool"] | components["schemas"]["ResumeWorkPool"])[];
            /** Actions On Trigger */
            actions_on_trigger?: (components["schemas"]["DoNothing"] | components["schemas"]["RunDeployment-Output"] | components["schemas"]["PauseDeployment"] | components["schemas"]["ResumeDeployment"] | components["schemas"]["CancelFlowRun"] | components["schemas"]["DeleteFlowRun"] | components["schemas"]["ChangeFlowRunState"] | components["schemas"]["PauseWorkQueue"] | components["schemas"]["ResumeWorkQueue"] | components["schemas"]["SendNotification"] | components["schemas"]["CallWebhook"] | components["schemas"]["PauseAutomation"] | components["schemas"]["ResumeAutomation"] | components["schemas"]["SuspendFlowRun"] | components["schemas"]["ResumeFlowRun"] | components["schemas"]["PauseWorkPool"] | components["schemas"]["ResumeWorkPool"])[];
            /** Actions On Resolve */
            actions_on_resolve?: (components["schemas"]["DoNothing"] | components["schemas"]["RunDeployment-Output"] | components["schemas"]["PauseDeployment"] | components["schemas"]["ResumeDeployment"] | components["schemas"]["CancelFlowRun"] | components["schemas"]["DeleteFlowRun"] | components["schemas"]["ChangeFlowRunState"] | components["schemas"]["PauseWorkQueue"] | components["schemas"]["ResumeWorkQueue"] | components["schemas"]["SendNotification"] | components["schemas"]["CallWebhook"] | components["schemas"]["PauseAutomation"] | components["schemas"]["ResumeAutomation"] | components["schemas"]["SuspendFlowRun"] | components["schemas"]["ResumeFlowRun"] | components["schemas"]["PauseWorkPool"] | components["schemas"]["ResumeWorkPool"])[];
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
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
        /** AutomationFilter */
        AutomationFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["AutomationFilterId"] | null;
            name?: components["schemas"]["AutomationFilterName"] | null;
            created?: components["schemas"]["AutomationFilterCreated"] | null;
            tags?: components["schemas"]["AutomationFilterTags"] | null;
        };
        /** AutomationFilterCreated */
        AutomationFilterCreated: {
            /** Before */
            before_?: string | null;
        };
        /** AutomationFilterId */
        AutomationFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** AutomationFilterName */
        AutomationFilterName: {
            /** Any */
            any_?: string[] | null;
        };
        /** AutomationFilterTags */
        AutomationFilterTags: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** All */
            all_?: string[] | null;
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** AutomationPartialUpdate */
        AutomationPartialUpdate: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
        };
        /**
         * AutomationSort
         * @enum {string}
         */
        AutomationSort: "CREATED_DESC" | "UPDATED_DESC" | "NAME_ASC" | "NAME_DESC";
        /** AutomationUpdate */
        AutomationUpdate: {
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
        };
        /** BlockDocument */
        BlockDocument: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name?: string | null;
            /** Data */
            data?: {
                [key: string]: unknown;
            };
            /**
             * Block Schema Id
             * Format: uuid
             */
            block_schema_id: string;
            block_schema?: components["schemas"]["BlockSchema"] | null;
            /**
             * Block Type Id
             * Format: uuid
             */
            block_type_id: string;
            /** Block Type Name */
            block_type_name?: string | null;
            block_type?: components["schemas"]["BlockType"] | null;
            /** Block Document References */
            block_document_references?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /**
             * Is Anonymous
             * @default false
             */
            is_anonymous: boolean;
        };
        /** BlockDocumentCreate */
        BlockDocumentCreate: {
            /** Name */
            name?: string | null;
            /** Data */
            data?: {
                [key: string]: unknown;
            };
            /**
             * Block Schema Id
             * Format: uuid
             */
            block_schema_id: string;
            /**
             * Block Type Id
             * Format: uuid
             */
            block_type_id: string;
            /**
             * Is Anonymous
             * @default false
             */
            is_anonymous: boolean;
        };
        /** BlockDocumentFilter */
        BlockDocumentFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["BlockDocumentFilterId"] | null;
            /**
             * @default {
             *       "eq_": false
             *     }
             */
            is_anonymous: components["schemas"]["BlockDocumentFilterIsAnonymous"] | null;
            block_type_id?: components["schemas"]["BlockDocumentFilterBlockTypeId"] | null;
            name?: components["schemas"]["BlockDocumentFilterName"] | null;
        };
        /** BlockDocumentFilterBlockTypeId */
        BlockDocumentFilterBlockTypeId: {
            /** Any */
            any_?: string[] | null;
        };
        /** BlockDocumentFilterId */
        BlockDocumentFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** BlockDocumentFilterIsAnonymous */
        BlockDocumentFilterIsAnonymous: {
            /** Eq */
            eq_?: boolean | null;
        };
        /** BlockDocumentFilterName */
        BlockDocumentFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
        };
        /**
         * BlockDocumentSort
         * @enum {string}
         */
        BlockDocumentSort: "NAME_DESC" | "NAME_ASC" | "BLOCK_TYPE_AND_NAME_ASC";
        /** BlockDocumentUpdate */
        BlockDocumentUpdate: {
            /** Block Schema Id */
            block_schema_id?: string | null;
            /** Data */
            data?: {
                [key: string]: unknown;
            };
            /**
             * Merge Existing Data
             * @default true
             */
            merge_existing_data: boolean;
        };
        /** BlockSchema */
        BlockSchema: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Checksum */
            checksum: string;
            /** Fields */
            fields?: {
                [key: string]: unknown;
            };
            /** Block Type Id */
            block_type_id: string | null;
            block_type?: components["schemas"]["BlockType"] | null;
            /** Capabilities */
            capabilities?: string[];
            /**
             * Version
             * @default non-versioned
             */
            version: string;
        };
        /** BlockSchemaCreate */
        BlockSchemaCreate: {
            /** Fields */
            fields?: {
                [key: string]: unknown;
            };
            /**
             * Block Type Id
             * Format: uuid
             */
            block_type_id: string;
            /** Capabilities */
            capabilities?: string[];
            /**
             * Version
             * @default non-versioned
             */
            version: string;
        };
        /** BlockSchemaFilter */
        BlockSchemaFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            block_type_id?: components["schemas"]["BlockSchemaFilterBlockTypeId"] | null;
            block_capabilities?: components["schemas"]["BlockSchemaFilterCapabilities"] | null;
            id?: components["schemas"]["BlockSchemaFilterId"] | null;
            version?: components["schemas"]["BlockSchemaFilterVersion"] | null;
        };
        /** BlockSchemaFilterBlockTypeId */
        BlockSchemaFilterBlockTypeId: {
            /** Any */
            any_?: string[] | null;
        };
        /** BlockSchemaFilterCapabilities */
        BlockSchemaFilterCapabilities: {
            /** All */
            all_?: string[] | null;
        };
        /** BlockSchemaFilterId */
        BlockSchemaFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** BlockSchemaFilterVersion */
        BlockSchemaFilterVersion: {
            /** Any */
            any_?: string[] | null;
        };
        /** BlockType */
        BlockType: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /** Logo Url */
            logo_url?: string | null;
            /** Documentation Url */
            documentation_url?: string | null;
            /** Description */
            description?: string | null;
            /** Code Example */
            code_example?: string | null;
            /**
             * Is Protected
             * @default false
             */
            is_protected: boolean;
        };
        /** BlockTypeCreate */
        BlockTypeCreate: {
            /** Name */
            name: string;
            /** Slug */
            slug: string;
            /** Logo Url */
            logo_url?: string | null;
            /** Documentation Url */
            documentation_url?: string | null;
            /** Description */
            description?: string | null;
            /** Code Example */
            code_example?: string | null;
        };
        /** BlockTypeFilter */
        BlockTypeFilter: {
            name?: components["schemas"]["BlockTypeFilterName"] | null;
            slug?: components["schemas"]["BlockTypeFilterSlug"] | null;
        };
        /** BlockTypeFilterName */
        BlockTypeFilterName: {
            /** Like */
            like_?: string | null;
        };
        /** BlockTypeFilterSlug */
        BlockTypeFilterSlug: {
            /** Any */
            any_?: string[] | null;
        };
        /** BlockTypeUpdate */
        BlockTypeUpdate: {
            /** Logo Url */
            logo_url?: string | null;
            /** Documentation Url */
            documentation_url?: string | null;
            /** Description */
            description?: string | null;
            /** Code Example */
            code_example?: string | null;
        };
        /** Body_average_flow_run_lateness_flow_runs_lateness_post */
        Body_average_flow_run_lateness_flow_runs_lateness_post: {
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
        };
        /** Body_bulk_decrement_active_slots_v2_concurrency_limits_decrement_post */
        Body_bulk_decrement_active_slots_v2_concurrency_limits_decrement_post: {
            /** Slots */
            slots: number;
            /** Names */
            names: string[];
            /** Occupancy Seconds */
            occupancy_seconds?: number | null;
            /**
             * Create If Missing
             * @deprecated
             */
            create_if_missing?: boolean;
        };
        /** Body_bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post */
        Body_bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post: {
            /**
             * Lease Id
             * Format: uuid
             */
            lease_id: string;
        };
        /** Body_bulk_delete_deployments_deployments_bulk_delete_post */
        Body_bulk_delete_deployments_deployments_bulk_delete_post: {
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /** Body_bulk_delete_flow_runs_flow_runs_bulk_delete_post */
        Body_bulk_delete_flow_runs_flow_runs_bulk_delete_post: {
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /** Body_bulk_delete_flows_flows_bulk_delete_post */
        Body_bulk_delete_flows_flows_bulk_delete_post: {
            flows?: components["schemas"]["FlowFilter"] | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /** Body_bulk_increment_active_slots_v2_concurrency_limits_increment_post */
        Body_bulk_increment_active_slots_v2_concurrency_limits_increment_post: {
            /** Slots */
            slots: number;
            /** Names */
            names: string[];
            /**
             * Mode
             * @default concurrency
             * @enum {string}
             */
            mode: "concurrency" | "rate_limit";
            /**
             * Create If Missing
             * @deprecated
             */
            create_if_missing?: boolean | null;
        };
        /** Body_bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post */
        Body_bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post: {
            /** Slots */
            slots: number;
            /** Names */
            names: string[];
            /**
             * Mode
             * @default concurrency
             * @enum {string}
             */
            mode: "concurrency" | "rate_limit";
            /**
             * Lease Duration
             * @default 300
             */
            lease_duration: number;
            holder?: components["schemas"]["ConcurrencyLeaseHolder"] | null;
        };
        /** Body_bulk_set_flow_run_state_flow_runs_bulk_set_state_post */
        Body_bulk_set_flow_run_state_flow_runs_bulk_set_state_post: {
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            state: components["schemas"]["StateCreate"];
            /**
             * Force
             * @default false
             */
            force: boolean;
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /** Body_count_account_events_events_count_by__countable__post */
        Body_count_account_events_events_count_by__countable__post: {
            filter: components["schemas"]["EventFilter"];
            /** @default day */
            time_unit: components["schemas"]["TimeUnit"];
            /**
             * Time Interval
             * @default 1
             */
            time_interval: number;
        };
        /** Body_count_artifacts_artifacts_count_post */
        Body_count_artifacts_artifacts_count_post: {
            artifacts?: components["schemas"]["ArtifactFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            flows?: components["schemas"]["FlowFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
        };
        /** Body_count_automations_automations_count_post */
        Body_count_automations_automations_count_post: {
            automations?: components["schemas"]["AutomationFilter"] | null;
        };
        /** Body_count_block_documents_block_documents_count_post */
        Body_count_block_documents_block_documents_count_post: {
            block_documents?: components["schemas"]["BlockDocumentFilter"] | null;
            block_types?: components["schemas"]["BlockTypeFilter"] | null;
            block_schemas?: components["schemas"]["BlockSchemaFilter"] | null;
        };
        /** Body_count_deployments_by_flow_ui_flows_count_deployments_post */
        Body_count_deployments_by_flow_ui_flows_count_deployments_post: {
            /** Flow Ids */
            flow_ids: string[];
        };
        /** Body_count_deployments_deployments_count_post */
        Body_count_deployments_deployments_count_post: {
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
        };
        /** Body_count_flow_runs_flow_runs_count_post */
        Body_count_flow_runs_flow_runs_count_post: {
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
        };
        /** Body_count_flows_flows_count_post */
        Body_count_flows_flows_count_post: {
            flows?: components["schemas"]["FlowFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
            work_pools?: components["schemas"]["WorkPoolFilter"];
        };
        /** Body_count_latest_artifacts_artifacts_latest_count_post */
        Body_count_latest_artifacts_artifacts_latest_count_post: {
            artifacts?: components["schemas"]["ArtifactCollectionFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            flows?: components["schemas"]["FlowFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
        };
        /** Body_count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post */
        Body_count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post: {
            /** Flow Run Ids */
            flow_run_ids: string[];
        };
        /** Body_count_task_runs_task_runs_count_post */
        Body_count_task_runs_task_runs_count_post: {
            flows?: components["schemas"]["FlowFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
        };
        /** Body_count_variables_variables_count_post */
        Body_count_variables_variables_count_post: {
            variables?: components["schemas"]["VariableFilter"] | null;
        };
        /** Body_count_work_pools_work_pools_count_post */
        Body_count_work_pools_work_pools_count_post: {
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
        };
        /** Body_create_flow_run_input_flow_runs__id__input_post */
        Body_create_flow_run_input_flow_runs__id__input_post: {
            /** Key */
            key: string;
            /** Value */
            value: string;
            /** Sender */
            sender?: string | null;
        };
        /** Body_decrement_concurrency_limits_v1_concurrency_limits_decrement_post */
        Body_decrement_concurrency_limits_v1_concurrency_limits_decrement_post: {
            /** Names */
            names: string[];
            /**
             * Task Run Id
             * Format: uuid
             */
            task_run_id: string;
        };
        /** Body_filter_flow_run_input_flow_runs__id__input_filter_post */
        Body_filter_flow_run_input_flow_runs__id__input_filter_post: {
            /** Prefix */
            prefix: string;
            /**
             * Limit
             * @default 1
             */
            limit: number;
            /**
             * Exclude Keys
             * @default []
             */
            exclude_keys: string[];
        };
        /** Body_flow_run_history_flow_runs_history_post */
        Body_flow_run_history_flow_runs_history_post: {
            /**
             * History Start
             * Format: date-time
             */
            history_start: string;
            /**
             * History End
             * Format: date-time
             */
            history_end: string;
            /**
             * History Interval Seconds
             * Format: time-delta
             */
            history_interval_seconds: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_queues?: components["schemas"]["WorkQueueFilter"] | null;
        };
        /** Body_get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post */
        Body_get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post: {
            /** Deployment Ids */
            deployment_ids: string[];
            /**
             * Scheduled Before
             * Format: date-time
             */
            scheduled_before?: string;
            /** Limit */
            limit?: number;
        };
        /** Body_get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post */
        Body_get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post: {
            /** Work Queue Names */
            work_queue_names?: string[];
            /**
             * Scheduled Before
             * Format: date-time
             */
            scheduled_before?: string;
            /**
             * Scheduled After
             * Format: date-time
             */
            scheduled_after?: string;
            /** Limit */
            limit?: number;
        };
        /** Body_increment_concurrency_limits_v1_concurrency_limits_increment_post */
        Body_increment_concurrency_limits_v1_concurrency_limits_increment_post: {
            /** Names */
            names: string[];
            /**
             * Task Run Id
             * Format: uuid
             */
            task_run_id: string;
        };
        /** Body_next_runs_by_flow_ui_flows_next_runs_post */
        Body_next_runs_by_flow_ui_flows_next_runs_post: {
            /** Flow Ids */
            flow_ids: string[];
        };
        /** Body_paginate_deployments_deployments_paginate_post */
        Body_paginate_deployments_deployments_paginate_post: {
            /**
             * Page
             * @default 1
             */
            page: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
            /** @default NAME_ASC */
            sort: components["schemas"]["DeploymentSort"];
            /** Limit */
            limit?: number;
        };
        /** Body_paginate_flow_runs_flow_runs_paginate_post */
        Body_paginate_flow_runs_flow_runs_paginate_post: {
            /** @default ID_DESC */
            sort: components["schemas"]["FlowRunSort"];
            /**
             * Page
             * @default 1
             */
            page: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
            /** Limit */
            limit?: number;
        };
        /** Body_paginate_flows_flows_paginate_post */
        Body_paginate_flows_flows_paginate_post: {
            /**
             * Page
             * @default 1
             */
            page: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            /** @default NAME_ASC */
            sort: components["schemas"]["FlowSort"];
            /** Limit */
            limit?: number;
        };
        /** Body_paginate_task_runs_task_runs_paginate_post */
        Body_paginate_task_runs_task_runs_paginate_post: {
            /** @default ID_DESC */
            sort: components["schemas"]["TaskRunSort"];
            /**
             * Page
             * @default 1
             */
            page: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            /** Limit */
            limit?: number;
        };
        /** Body_read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post */
        Body_read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_artifacts_artifacts_filter_post */
        Body_read_artifacts_artifacts_filter_post: {
            /** @default ID_DESC */
            sort: components["schemas"]["ArtifactSort"];
            /**
             * Offset
             * @default 0
             */
            offset: number;
            artifacts?: components["schemas"]["ArtifactFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            flows?: components["schemas"]["FlowFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
            /** Limit */
            limit?: number;
        };
        /** Body_read_automations_automations_filter_post */
        Body_read_automations_automations_filter_post: {
            /** @default NAME_ASC */
            sort: components["schemas"]["AutomationSort"];
            /**
             * Offset
             * @default 0
             */
            offset: number;
            automations?: components["schemas"]["AutomationFilter"] | null;
            /** Limit */
            limit?: number;
        };
        /** Body_read_block_documents_block_documents_filter_post */
        Body_read_block_documents_block_documents_filter_post: {
            block_documents?: components["schemas"]["BlockDocumentFilter"] | null;
            block_types?: components["schemas"]["BlockTypeFilter"] | null;
            block_schemas?: components["schemas"]["BlockSchemaFilter"] | null;
            /**
             * Include Secrets
             * @default false
             */
            include_secrets: boolean;
            /** @default NAME_ASC */
            sort: components["schemas"]["BlockDocumentSort"] | null;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_block_schemas_block_schemas_filter_post */
        Body_read_block_schemas_block_schemas_filter_post: {
            block_schemas?: components["schemas"]["BlockSchemaFilter"] | null;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_block_types_block_types_filter_post */
        Body_read_block_types_block_types_filter_post: {
            block_types?: components["schemas"]["BlockTypeFilter"] | null;
            block_schemas?: components["schemas"]["BlockSchemaFilter"] | null;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_concurrency_limits_concurrency_limits_filter_post */
        Body_read_concurrency_limits_concurrency_limits_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post */
        Body_read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post: {
            task_runs: components["schemas"]["TaskRunFilter"];
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_queues?: components["schemas"]["WorkQueueFilter"] | null;
        };
        /** Body_read_deployments_deployments_filter_post */
        Body_read_deployments_deployments_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
            /** @default NAME_ASC */
            sort: components["schemas"]["DeploymentSort"];
            /** Limit */
            limit?: number;
        };
        /** Body_read_events_events_filter_post */
        Body_read_events_events_filter_post: {
            filter?: components["schemas"]["EventFilter"] | null;
            /**
             * Limit
             * @default 50
             */
            limit: number;
        };
        /** Body_read_flow_run_history_ui_flow_runs_history_post */
        Body_read_flow_run_history_ui_flow_runs_history_post: {
            /** @default EXPECTED_START_TIME_DESC */
            sort: components["schemas"]["FlowRunSort"];
            /**
             * Limit
             * @default 1000
             */
            limit: number;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            flows?: components["schemas"]["FlowFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
            work_pools?: components["schemas"]["WorkPoolFilter"];
        };
        /** Body_read_flow_runs_flow_runs_filter_post */
        Body_read_flow_runs_flow_runs_filter_post: {
            /** @default ID_DESC */
            sort: components["schemas"]["FlowRunSort"];
            /**
             * Offset
             * @default 0
             */
            offset: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            work_pool_queues?: components["schemas"]["WorkQueueFilter"] | null;
            /** Limit */
            limit?: number;
        };
        /** Body_read_flows_flows_filter_post */
        Body_read_flows_flows_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            flows?: components["schemas"]["FlowFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
            work_pools?: components["schemas"]["WorkPoolFilter"];
            /** @default NAME_ASC */
            sort: components["schemas"]["FlowSort"];
            /** Limit */
            limit?: number;
        };
        /** Body_read_latest_artifacts_artifacts_latest_filter_post */
        Body_read_latest_artifacts_artifacts_latest_filter_post: {
            /** @default ID_DESC */
            sort: components["schemas"]["ArtifactCollectionSort"];
            /**
             * Offset
             * @default 0
             */
            offset: number;
            artifacts?: components["schemas"]["ArtifactCollectionFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            flows?: components["schemas"]["FlowFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
            /** Limit */
            limit?: number;
        };
        /** Body_read_logs_logs_filter_post */
        Body_read_logs_logs_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            logs?: components["schemas"]["LogFilter"] | null;
            /** @default TIMESTAMP_ASC */
            sort: components["schemas"]["LogSort"];
            /** Limit */
            limit?: number;
        };
        /** Body_read_saved_searches_saved_searches_filter_post */
        Body_read_saved_searches_saved_searches_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_task_run_counts_by_state_ui_task_runs_count_post */
        Body_read_task_run_counts_by_state_ui_task_runs_count_post: {
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
        };
        /** Body_read_task_runs_task_runs_filter_post */
        Body_read_task_runs_task_runs_filter_post: {
            /** @default ID_DESC */
            sort: components["schemas"]["TaskRunSort"];
            /**
             * Offset
             * @default 0
             */
            offset: number;
            flows?: components["schemas"]["FlowFilter"] | null;
            flow_runs?: components["schemas"]["FlowRunFilter"] | null;
            task_runs?: components["schemas"]["TaskRunFilter"] | null;
            deployments?: components["schemas"]["DeploymentFilter"] | null;
            /** Limit */
            limit?: number;
        };
        /** Body_read_task_workers_task_workers_filter_post */
        Body_read_task_workers_task_workers_filter_post: {
            task_worker_filter?: components["schemas"]["TaskWorkerFilter"] | null;
        };
        /** Body_read_variables_variables_filter_post */
        Body_read_variables_variables_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            variables?: components["schemas"]["VariableFilter"] | null;
            /** @default NAME_ASC */
            sort: components["schemas"]["VariableSort"];
            /** Limit */
            limit?: number;
        };
        /** Body_read_work_pool_concurrency_status_work_pools__name__concurrency_status_post */
        Body_read_work_pool_concurrency_status_work_pools__name__concurrency_status_post: {
            /**
             * Page
             * @default 1
             */
            page: number;
            /**
             * Flow Run Limit
             * @default 10
             */
            flow_run_limit: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_work_pools_work_pools_filter_post */
        Body_read_work_pools_work_pools_filter_post: {
            work_pools?: components["schemas"]["WorkPoolFilter"] | null;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_work_queue_concurrency_status_work_queues__id__concurrency_status_post */
        Body_read_work_queue_concurrency_status_work_queues__id__concurrency_status_post: {
            /**
             * Page
             * @default 1
             */
            page: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_work_queue_runs_work_queues__id__get_runs_post */
        Body_read_work_queue_runs_work_queues__id__get_runs_post: {
            /**
             * Scheduled Before
             * Format: date-time
             */
            scheduled_before?: string;
            /** Limit */
            limit?: number;
        };
        /** Body_read_work_queues_work_pools__work_pool_name__queues_filter_post */
        Body_read_work_queues_work_pools__work_pool_name__queues_filter_post: {
            work_queues?: components["schemas"]["WorkQueueFilter"];
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_read_work_queues_work_queues_filter_post */
        Body_read_work_queues_work_queues_filter_post: {
            /**
             * Offset
             * @default 0
             */
            offset: number;
            work_queues?: components["schemas"]["WorkQueueFilter"] | null;
            /** Limit */
            limit?: number;
        };
        /** Body_read_workers_work_pools__work_pool_name__workers_filter_post */
        Body_read_workers_work_pools__work_pool_name__workers_filter_post: {
            workers?: components["schemas"]["WorkerFilter"] | null;
            /**
             * Offset
             * @default 0
             */
            offset: number;
            /** Limit */
            limit?: number;
        };
        /** Body_renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post */
        Body_renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post: {
            /**
             * Lease Duration
             * @default 300
             */
            lease_duration: number;
        };
        /** Body_reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post */
        Body_reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post: {
            /** Slot Override */
            slot_override?: string[] | null;
        };
        /** Body_resume_flow_run_flow_runs__id__resume_post */
        Body_resume_flow_run_flow_runs__id__resume_post: {
            /** Run Input */
            run_input?: {
                [key: string]: unknown;
            } | null;
        };
        /** Body_schedule_deployment_deployments__id__schedule_post */
        Body_schedule_deployment_deployments__id__schedule_post: {
            /**
             * Start Time
             * Format: date-time
             */
            start_time?: string;
            /**
             * End Time
             * Format: date-time
             */
            end_time?: string;
            /**
             * Min Time
             * Format: time-delta
             */
            min_time?: number;
            /** Min Runs */
            min_runs?: number;
            /** Max Runs */
            max_runs?: number;
        };
        /** Body_set_flow_run_state_flow_runs__id__set_state_post */
        Body_set_flow_run_state_flow_runs__id__set_state_post: {
            state: components["schemas"]["StateCreate"];
            /**
             * Force
             * @default false
             */
            force: boolean;
        };
        /** Body_set_task_run_state_task_runs__id__set_state_post */
        Body_set_task_run_state_task_runs__id__set_state_post: {
            state: components["schemas"]["StateCreate"];
            /**
             * Force
             * @default false
             */
            force: boolean;
        };
        /** Body_task_run_history_task_runs_history_post */
        Body_task_run_history_task_runs_history_post: {
            /**
             * History Start
             * Format: date-time
             */
            history_start: string;
            /**
             * History End
             * Format: date-time
             */
            history_end: string;
            /**
             * History Interval Seconds
             * Format: time-delta
             */
            history_interval_seconds: number;
            flows?: components["schemas"]["FlowFilter"];
            flow_runs?: components["schemas"]["FlowRunFilter"];
            task_runs?: components["schemas"]["TaskRunFilter"];
            deployments?: components["schemas"]["DeploymentFilter"];
        };
        /** Body_validate_obj_ui_schemas_validate_post */
        Body_validate_obj_ui_schemas_validate_post: {
            /** Schema */
            schema: {
                [key: string]: unknown;
            };
            /** Values */
            values: {
                [key: string]: unknown;
            };
        };
        /** Body_worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post */
        Body_worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post: {
            /** Name */
            name: string;
            /** Heartbeat Interval Seconds */
            heartbeat_interval_seconds?: number | null;
        };
        /** CLISettings */
        CLISettings: {
            /**
             * Colors
             * @default true
             */
            colors: boolean;
            /** Prompt */
            prompt?: boolean | null;
            /**
             * Wrap Lines
             * @default true
             */
            wrap_lines: boolean;
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
        /** ClientMetricsSettings */
        ClientMetricsSettings: {
            /**
             * Enabled
             * @default false
             */
            enabled: boolean;
            /**
             * Port
             * @default 4201
             */
            port: number;
        };
        /** ClientSettings */
        ClientSettings: {
            /**
             * Max Retries
             * @default 5
             */
            max_retries: number;
            /**
             * Retry Jitter Factor
             * @default 0.2
             */
            retry_jitter_factor: number;
            /** Retry Extra Codes */
            retry_extra_codes?: string | number | number[] | null;
            /**
             * Csrf Support Enabled
             * @default true
             */
            csrf_support_enabled: boolean;
            /** Custom Headers */
            custom_headers?: {
                [key: string]: string;
            };
            /**
             * Server Version Check Enabled
             * @default true
             */
            server_version_check_enabled: boolean;
            metrics?: components["schemas"]["ClientMetricsSettings"];
        };
        /** CloudSettings */
        CloudSettings: {
            /**
             * Api Url
             * @default https://api.prefect.cloud/api
             */
            api_url: string;
            /**
             * Enable Orchestration Telemetry
             * @default true
             */
            enable_orchestration_telemetry: boolean;
            /**
             * Max Log Size
             * @default 25000
             */
            max_log_size: number;
            /** Ui Url */
            ui_url?: string | null;
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
        /** CompoundTrigger */
        "CompoundTrigger-Output": {
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
            triggers: (components["schemas"]["EventTrigger-Output"] | components["schemas"]["CompoundTrigger-Output"] | components["schemas"]["SequenceTrigger-Output"])[];
            /** Within */
            within: number | null;
            /** Require */
            require: number | ("any" | "all");
        };
        /** ConcurrencyLeaseHolder */
        ConcurrencyLeaseHolder: {
            /**
             * Type
             * @enum {string}
             */
            type: "flow_run" | "task_run" | "deployment";
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /** ConcurrencyLimit */
        ConcurrencyLimit: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Tag */
            tag: string;
            /** Concurrency Limit */
            concurrency_limit: number;
            /** Active Slots */
            active_slots?: string[];
        };
        /** ConcurrencyLimitCreate */
        ConcurrencyLimitCreate: {
            /** Tag */
            tag: string;
            /** Concurrency Limit */
            concurrency_limit: number;
        };
        /**
         * ConcurrencyLimitStrategy
         * @enum {string}
         */
        ConcurrencyLimitStrategy: "ENQUEUE" | "CANCEL_NEW";
        /** ConcurrencyLimitV2 */
        ConcurrencyLimitV2: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Name */
            name: string;
            /** Limit */
            limit: number;
            /**
             * Active Slots
             * @default 0
             */
            active_slots: number;
            /**
             * Denied Slots
             * @default 0
             */
            denied_slots: number;
            /**
             * Slot Decay Per Second
             * @default 0
             */
            slot_decay_per_second: number;
            /**
             * Avg Slot Occupancy Seconds
             * @default 2
             */
            avg_slot_occupancy_seconds: number;
        };
        /** ConcurrencyLimitV2Create */
        ConcurrencyLimitV2Create: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Name */
            name: string;
            /** Limit */
            limit: number;
            /**
             * Active Slots
             * @default 0
             */
            active_slots: number;
            /**
             * Denied Slots
             * @default 0
             */
            denied_slots: number;
            /**
             * Slot Decay Per Second
             * @default 0
             */
            slot_decay_per_second: number;
        };
        /** ConcurrencyLimitV2Update */
        ConcurrencyLimitV2Update: {
            /** Active */
            active?: boolean | null;
            /** Name */
            name?: string | null;
            /** Limit */
            limit?: number | null;
            /** Active Slots */
            active_slots?: number | null;
            /** Denied Slots */
            denied_slots?: number | null;
            /** Slot Decay Per Second */
            slot_decay_per_second?: number | null;
        };
        /** ConcurrencyLimitWithLeaseResponse */
        ConcurrencyLimitWithLeaseResponse: {
            /**
             * Lease Id
             * Format: uuid
             */
            lease_id: string;
            /** Limits */
            limits: components["schemas"]["MinimalConcurrencyLimitResponse"][];
        };
        /** ConcurrencyOptions */
        ConcurrencyOptions: {
            collision_strategy: components["schemas"]["ConcurrencyLimitStrategy"];
            /** Grace Period Seconds */
            grace_period_seconds?: number | null;
        };
        /** Constant */
        Constant: {
            /**
             * Input Type
             * @default constant
             * @constant
             */
            input_type: "constant";
            /** Type */
            type: string;
        };
        /** CountByState */
        CountByState: {
            /**
             * Completed
             * @default 0
             */
            COMPLETED: number;
            /**
             * Pending
             * @default 0
             */
            PENDING: number;
            /**
             * Running
             * @default 0
             */
            RUNNING: number;
            /**
             * Failed
             * @default 0
             */
            FAILED: number;
            /**
             * Cancelled
             * @default 0
             */
            CANCELLED: number;
            /**
             * Crashed
             * @default 0
             */
            CRASHED: number;
            /**
             * Paused
             * @default 0
             */
            PAUSED: number;
            /**
             * Cancelling
             * @default 0
             */
            CANCELLING: number;
            /**
             * Scheduled
             * @default 0
             */
            SCHEDULED: number;
        };
        /**
         * Countable
         * @enum {string}
         */
        Countable: "day" | "time" | "event" | "resource";
        /** CreatedBy */
        CreatedBy: {
            /** Id */
            id?: string | null;
            /** Type */
            type?: string | null;
            /** Display Value */
            display_value?: string | null;
        };
        /** CronSchedule */
        CronSchedule: {
            /** Cron */
            cron: string;
            /** Timezone */
            timezone?: string | null;
            /**
             * Day Or
             * @default true
             */
            day_or: boolean;
        };
        /** CsrfToken */
        CsrfToken: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Token */
            token: string;
            /** Client */
            client: string;
            /**
             * Expiration
             * Format: date-time
             */
            expiration: string;
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
        /** DependencyResult */
        DependencyResult: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Upstream Dependencies */
            upstream_dependencies: components["schemas"]["TaskRunResult"][];
            state: components["schemas"]["State"] | null;
            /** Expected Start Time */
            expected_start_time: string | null;
            /** Start Time */
            start_time: string | null;
            /** End Time */
            end_time: string | null;
            /** Total Run Time */
            total_run_time: number | null;
            /** Estimated Run Time */
            estimated_run_time: number | null;
            /** Untrackable Result */
            untrackable_result: boolean;
        };
        /** DeploymentBulkDeleteResponse */
        DeploymentBulkDeleteResponse: {
            /** Deleted */
            deleted?: string[];
        };
        /** DeploymentCreate */
        DeploymentCreate: {
            /** Name */
            name: string;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /**
             * Paused
             * @default false
             */
            paused: boolean;
            /** Schedules */
            schedules?: components["schemas"]["DeploymentScheduleCreate"][];
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            concurrency_options?: components["schemas"]["ConcurrencyOptions"] | null;
            /** Global Concurrency Limit Id */
            global_concurrency_limit_id?: string | null;
            /**
             * Enforce Parameter Schema
             * @default true
             */
            enforce_parameter_schema: boolean;
            /** Parameter Openapi Schema */
            parameter_openapi_schema?: {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            } | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** Pull Steps */
            pull_steps?: {
                [key: string]: unknown;
            }[] | null;
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Work Pool Name */
            work_pool_name?: string | null;
            /** Storage Document Id */
            storage_document_id?: string | null;
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            /** Description */
            description?: string | null;
            /** Path */
            path?: string | null;
            /** Version */
            version?: string | null;
            /** Entrypoint */
            entrypoint?: string | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            };
            version_info?: components["schemas"]["VersionInfo"] | null;
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
        /** DeploymentFlowRunCreate */
        DeploymentFlowRunCreate: {
            state?: components["schemas"]["StateCreate"] | null;
            /** Name */
            name?: string;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Enforce Parameter Schema */
            enforce_parameter_schema?: boolean | null;
            /** Context */
            context?: {
                [key: string]: unknown;
            };
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            empirical_policy?: components["schemas"]["FlowRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Idempotency Key */
            idempotency_key?: string | null;
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** Parent Task Run Id */
            parent_task_run_id?: string | null;
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            } | null;
        };
        /** DeploymentOrFlowNameFilter */
        DeploymentOrFlowNameFilter: {
            /** Like */
            like_?: string | null;
        };
        /** DeploymentPaginationResponse */
        DeploymentPaginationResponse: {
            /** Results */
            results: components["schemas"]["DeploymentResponse"][];
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Pages */
            pages: number;
            /** Page */
            page: number;
        };
        /** DeploymentResponse */
        DeploymentResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Version */
            version?: string | null;
            /** Description */
            description?: string | null;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /**
             * Paused
             * @default false
             */
            paused: boolean;
            /** Schedules */
            schedules?: components["schemas"]["DeploymentSchedule"][];
            /**
             * Concurrency Limit
             * @deprecated
             */
            concurrency_limit?: number | null;
            global_concurrency_limit?: components["schemas"]["GlobalConcurrencyLimitResponse"] | null;
            concurrency_options?: components["schemas"]["ConcurrencyOptions"] | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            };
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            };
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Work Queue Id */
            work_queue_id?: string | null;
            /** Last Polled */
            last_polled?: string | null;
            /** Parameter Openapi Schema */
            parameter_openapi_schema?: {
                [key: string]: unknown;
            } | {
                [key: string]: unknown;
            } | null;
            /** Path */
            path?: string | null;
            /** Pull Steps */
            pull_steps?: {
                [key: string]: unknown;
            }[] | null;
            /** Entrypoint */
            entrypoint?: string | null;
            /** Storage Document Id */
            storage_document_id?: string | null;
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            created_by?: components["schemas"]["CreatedBy"] | null;
            updated_by?: components["schemas"]["UpdatedBy"] | null;
            /** Work Pool Name */
            work_pool_name?: string | null;
            /** @default NOT_READY */
            status: components["schemas"]["DeploymentStatus"] | null;
            /**
             * Enforce Parameter Schema
             * @default true
             */
            enforce_parameter_schema: boolean;
        };
        /** DeploymentSchedule */
        DeploymentSchedule: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Deployment Id */
            deployment_id?: string | null;
            /** Schedule */
            schedule: components["schemas"]["IntervalSchedule-Output"] | components["schemas"]["CronSchedule"] | components["schemas"]["RRuleSchedule"];
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Max Scheduled Runs */
            max_scheduled_runs?: number | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Slug */
            slug?: string | null;
        };
        /** DeploymentScheduleCreate */
        DeploymentScheduleCreate: {
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Schedule */
            schedule: components["schemas"]["IntervalSchedule-Input"] | components["schemas"]["CronSchedule"] | components["schemas"]["RRuleSchedule"];
            /** Max Scheduled Runs */
            max_scheduled_runs?: number | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Slug */
            slug?: string | null;
            /** Replaces */
            replaces?: string | null;
        };
        /** DeploymentScheduleUpdate */
        DeploymentScheduleUpdate: {
            /** Active */
            active?: boolean | null;
            /** Schedule */
            schedule?: components["schemas"]["IntervalSchedule-Input"] | components["schemas"]["CronSchedule"] | components["schemas"]["RRuleSchedule"] | null;
            /** Max Scheduled Runs */
            max_scheduled_runs?: number | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Slug */
            slug?: string | null;
            /** Replaces */
            replaces?: string | null;
        };
        /**
         * DeploymentSort
         * @enum {string}
         */
        DeploymentSort: "CREATED_DESC" | "UPDATED_DESC" | "NAME_ASC" | "NAME_DESC";
        /**
         * DeploymentStatus
         * @enum {string}
         */
        DeploymentStatus: "READY" | "NOT_READY";
        /** DeploymentUpdate */
        DeploymentUpdate: {
            /** Version */
            version?: string | null;
            /** Description */
            description?: string | null;
            /**
             * Paused
             * @default false
             */
            paused: boolean;
            /** Schedules */
            schedules?: components["schemas"]["DeploymentScheduleUpdate"][];
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            concurrency_options?: components["schemas"]["ConcurrencyOptions"] | null;
            /** Global Concurrency Limit Id */
            global_concurrency_limit_id?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            } | null;
            /** Parameter Openapi Schema */
            parameter_openapi_schema?: {
                [key: string]: unknown;
            } | null;
            /** Tags */
            tags?: string[];
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Work Pool Name */
            work_pool_name?: string | null;
            /** Path */
            path?: string | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
            /** Pull Steps */
            pull_steps?: {
                [key: string]: unknown;
            }[] | null;
            /** Entrypoint */
            entrypoint?: string | null;
            /** Storage Document Id */
            storage_document_id?: string | null;
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            /** Enforce Parameter Schema */
            enforce_parameter_schema?: boolean | null;
            version_info?: components["schemas"]["VersionInfo"] | null;
        };
        /** DeploymentsSettings */
        DeploymentsSettings: {
            /** Default Work Pool Name */
            default_work_pool_name?: string | null;
            /** Default Docker Build Namespace */
            default_docker_build_namespace?: string | null;
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
        /** Edge */
        Edge: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /** Event */
        Event: {
            /**
             * Occurred
             * Format: date-time
             */
            occurred: string;
            /** Event */
            event: string;
            resource: components["schemas"]["Resource"];
            /** Related */
            related?: components["schemas"]["RelatedResource"][];
            /** Payload */
            payload?: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Follows */
            follows?: string | null;
        };
        /** EventAnyResourceFilter */
        EventAnyResourceFilter: {
            /** Id */
            id?: string[] | null;
            /** Id Prefix */
            id_prefix?: string[] | null;
            labels?: components["schemas"]["ResourceSpecification"] | null;
        };
        /** EventCount */
        EventCount: {
            /** Value */
            value: string;
            /** Label */
            label: string;
            /** Count */
            count: number;
            /**
             * Start Time
             * Format: date-time
             */
            start_time: string;
            /**
             * End Time
             * Format: date-time
             */
            end_time: string;
        };
        /** EventFilter */
        EventFilter: {
            occurred?: components["schemas"]["EventOccurredFilter"];
            event?: components["schemas"]["EventNameFilter"] | null;
            resource?: components["schemas"]["EventResourceFilter"] | null;
            /** Related */
            related?: components["schemas"]["EventRelatedFilter"] | components["schemas"]["EventRelatedFilter"][] | null;
            /** Any Resource */
            any_resource?: components["schemas"]["EventAnyResourceFilter"] | components["schemas"]["EventAnyResourceFilter"][] | null;
            id?: components["schemas"]["EventIDFilter"];
            text?: components["schemas"]["EventTextFilter"] | null;
            /** @default DESC */
            order: components["schemas"]["EventOrder"];
        };
        /** EventIDFilter */
        EventIDFilter: {
            /** Id */
            id?: string[] | null;
        };
        /** EventNameFilter */
        EventNameFilter: {
            /** Prefix */
            prefix?: string[] | null;
            /** Exclude Prefix */
            exclude_prefix?: string[] | null;
            /** Name */
            name?: string[] | null;
            /** Exclude Name */
            exclude_name?: string[] | null;
        };
        /** EventOccurredFilter */
        EventOccurredFilter: {
            /**
             * Since
             * Format: date-time
             */
            since?: string;
            /**
             * Until
             * Format: date-time
             */
            until?: string;
        };
        /**
         * EventOrder
         * @enum {string}
         */
        EventOrder: "ASC" | "DESC";
        /** EventPage */
        EventPage: {
            /** Events */
            events: components["schemas"]["ReceivedEvent"][];
            /** Total */
            total: number;
            /** Next Page */
            next_page: string | null;
        };
        /** EventRelatedFilter */
        EventRelatedFilter: {
            /** Id */
            id?: string[] | null;
            /** Role */
            role?: string[] | null;
            /** Resources In Roles */
            resources_in_roles?: [
                string,
                string
            ][] | null;
            labels?: components["schemas"]["ResourceSpecification"] | null;
        };
        /** EventResourceFilter */
        EventResourceFilter: {
            /** Id */
            id?: string[] | null;
            /** Id Prefix */
            id_prefix?: string[] | null;
            labels?: components["schemas"]["ResourceSpecification"] | null;
            /**
             * Distinct
             * @default false
             */
            distinct: boolean;
        };
        /** EventTextFilter */
        EventTextFilter: {
            /** Query */
            query: string;
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
        /** EventTrigger */
        "EventTrigger-Output": {
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
             * @default 0
             */
            within: number;
        };
        /** EventsSettings */
        EventsSettings: {
            /**
             * Worker Max Queue Size
             * @default 0
             */
            worker_max_queue_size: number;
        };
        /** ExperimentsSettings */
        ExperimentsSettings: {
            /**
             * Warn
             * @default true
             */
            warn: boolean;
        };
        /** Flow */
        Flow: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
        };
        /** FlowBulkDeleteResponse */
        FlowBulkDeleteResponse: {
            /** Deleted */
            deleted?: string[];
        };
        /** FlowCreate */
        FlowCreate: {
            /** Name */
            name: string;
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
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
        /** FlowPaginationResponse */
        FlowPaginationResponse: {
            /** Results */
            results: components["schemas"]["Flow"][];
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Pages */
            pages: number;
            /** Page */
            page: number;
        };
        /** FlowRun */
        FlowRun: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name?: string;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /** State Id */
            state_id?: string | null;
            /** Deployment Id */
            deployment_id?: string | null;
            /** Deployment Version */
            deployment_version?: string | null;
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Flow Version */
            flow_version?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Idempotency Key */
            idempotency_key?: string | null;
            /** Context */
            context?: {
                [key: string]: unknown;
            };
            empirical_policy?: components["schemas"]["FlowRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** Parent Task Run Id */
            parent_task_run_id?: string | null;
            state_type?: components["schemas"]["StateType"] | null;
            /** State Name */
            state_name?: string | null;
            /**
             * Run Count
             * @default 0
             */
            run_count: number;
            /** Expected Start Time */
            expected_start_time?: string | null;
            /** Next Scheduled Start Time */
            next_scheduled_start_time?: string | null;
            /** Start Time */
            start_time?: string | null;
            /** End Time */
            end_time?: string | null;
            /**
             * Total Run Time
             * @default 0
             */
            total_run_time: number;
            /**
             * Estimated Run Time
             * @default 0
             */
            estimated_run_time: number;
            /**
             * Estimated Start Time Delta
             * @default 0
             */
            estimated_start_time_delta: number;
            /**
             * Auto Scheduled
             * @default false
             */
            auto_scheduled: boolean;
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            /** Infrastructure Pid */
            infrastructure_pid?: string | null;
            created_by?: components["schemas"]["CreatedBy"] | null;
            /** Work Queue Id */
            work_queue_id?: string | null;
            state?: components["schemas"]["State"] | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
        };
        /** FlowRunBulkCreateResponse */
        FlowRunBulkCreateResponse: {
            /** Results */
            results?: components["schemas"]["FlowRunCreateResult"][];
        };
        /** FlowRunBulkDeleteResponse */
        FlowRunBulkDeleteResponse: {
            /** Deleted */
            deleted?: string[];
        };
        /** FlowRunBulkSetStateResponse */
        FlowRunBulkSetStateResponse: {
            /** Results */
            results?: components["schemas"]["FlowRunOrchestrationResult"][];
        };
        /** FlowRunCreate */
        FlowRunCreate: {
            state?: components["schemas"]["StateCreate"] | null;
            /** Name */
            name?: string;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /** Flow Version */
            flow_version?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Context */
            context?: {
                [key: string]: unknown;
            };
            /** Parent Task Run Id */
            parent_task_run_id?: string | null;
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            empirical_policy?: components["schemas"]["FlowRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** Idempotency Key */
            idempotency_key?: string | null;
            /** Work Pool Name */
            work_pool_name?: string | null;
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
            /**
             * Deployment Id
             * @deprecated
             */
            deployment_id?: string | null;
        };
        /** FlowRunCreateResult */
        FlowRunCreateResult: {
            /** Flow Run Id */
            flow_run_id?: string | null;
            /**
             * Status
             * @enum {string}
             */
            status: "CREATED" | "FAILED";
            /** Error */
            error?: string | null;
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
        /** FlowRunInput */
        FlowRunInput: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /**
             * Flow Run Id
             * Format: uuid
             */
            flow_run_id: string;
            /** Key */
            key: string;
            /** Value */
            value: string;
            /** Sender */
            sender?: string | null;
        };
        /** FlowRunOrchestrationResult */
        FlowRunOrchestrationResult: {
            /**
             * Flow Run Id
             * Format: uuid
             */
            flow_run_id: string;
            status: components["schemas"]["SetStateStatus"];
            state?: components["schemas"]["State"] | null;
            /** Details */
            details: components["schemas"]["StateAcceptDetails"] | components["schemas"]["StateWaitDetails"] | components["schemas"]["StateRejectDetails"] | components["schemas"]["StateAbortDetails"];
        };
        /** FlowRunPaginationResponse */
        FlowRunPaginationResponse: {
            /** Results */
            results: components["schemas"]["FlowRunResponse"][];
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Pages */
            pages: number;
            /** Page */
            page: number;
        };
        /** FlowRunPolicy */
        FlowRunPolicy: {
            /**
             * Max Retries
             * @deprecated
             * @default 0
             */
            max_retries: number;
            /**
             * Retry Delay Seconds
             * @deprecated
             * @default 0
             */
            retry_delay_seconds: number;
            /** Retries */
            retries?: number | null;
            /** Retry Delay */
            retry_delay?: number | null;
            /** Pause Keys */
            pause_keys?: string[] | null;
            /**
             * Resuming
             * @default false
             */
            resuming: boolean | null;
            /** Retry Type */
            retry_type?: ("in_process" | "reschedule") | null;
        };
        /** FlowRunResponse */
        FlowRunResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name?: string;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /** State Id */
            state_id?: string | null;
            /** Deployment Id */
            deployment_id?: string | null;
            /** Deployment Version */
            deployment_version?: string | null;
            /** Work Queue Id */
            work_queue_id?: string | null;
            /** Work Queue Name */
            work_queue_name?: string | null;
            /** Flow Version */
            flow_version?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            /** Idempotency Key */
            idempotency_key?: string | null;
            /** Context */
            context?: {
                [key: string]: unknown;
            };
            empirical_policy?: components["schemas"]["FlowRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            };
            /** Parent Task Run Id */
            parent_task_run_id?: string | null;
            state_type?: components["schemas"]["StateType"] | null;
            /** State Name */
            state_name?: string | null;
            /**
             * Run Count
             * @default 0
             */
            run_count: number;
            /** Expected Start Time */
            expected_start_time?: string | null;
            /** Next Scheduled Start Time */
            next_scheduled_start_time?: string | null;
            /** Start Time */
            start_time?: string | null;
            /** End Time */
            end_time?: string | null;
            /**
             * Total Run Time
             * @default 0
             */
            total_run_time: number;
            /**
             * Estimated Run Time
             * @default 0
             */
            estimated_run_time: number;
            /**
             * Estimated Start Time Delta
             * @default 0
             */
            estimated_start_time_delta: number;
            /**
             * Auto Scheduled
             * @default false
             */
            auto_scheduled: boolean;
            /** Infrastructure Document Id */
            infrastructure_document_id?: string | null;
            /** Infrastructure Pid */
            infrastructure_pid?: string | null;
            created_by?: components["schemas"]["CreatedBy"] | null;
            /** Work Pool Id */
            work_pool_id?: string | null;
            /** Work Pool Name */
            work_pool_name?: string | null;
            state?: components["schemas"]["State"] | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
        };
        /** FlowRunResult */
        FlowRunResult: {
            /**
             * Input Type
             * @default flow_run
             * @constant
             */
            input_type: "flow_run";
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /** FlowRunSlotSummary */
        FlowRunSlotSummary: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            state_type?: components["schemas"]["StateType"] | null;
            /** State Name */
            state_name?: string | null;
            /** Start Time */
            start_time?: string | null;
            /** State Timestamp */
            state_timestamp?: string | null;
            /** Time In Current State */
            time_in_current_state?: number | null;
        };
        /**
         * FlowRunSort
         * @enum {string}
         */
        FlowRunSort: "ID_DESC" | "START_TIME_ASC" | "START_TIME_DESC" | "EXPECTED_START_TIME_ASC" | "EXPECTED_START_TIME_DESC" | "NAME_ASC" | "NAME_DESC" | "NEXT_SCHEDULED_START_TIME_ASC" | "END_TIME_DESC";
        /** FlowRunUpdate */
        FlowRunUpdate: {
            /** Name */
            name?: string | null;
            /** Flow Version */
            flow_version?: string | null;
            /** Parameters */
            parameters?: {
                [key: string]: unknown;
            };
            empirical_policy?: components["schemas"]["FlowRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Infrastructure Pid */
            infrastructure_pid?: string | null;
            /** Job Variables */
            job_variables?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * FlowSort
         * @enum {string}
         */
        FlowSort: "CREATED_DESC" | "UPDATED_DESC" | "NAME_ASC" | "NAME_DESC";
        /** FlowUpdate */
        FlowUpdate: {
            /** Tags */
            tags?: string[];
        };
        /** FlowsSettings */
        FlowsSettings: {
            /**
             * Heartbeat Frequency
             * @default 180
             */
            heartbeat_frequency: number | null;
            /**
             * Default Retries
             * @default 0
             */
            default_retries: number;
            /**
             * Default Retry Delay Seconds
             * @default 0
             */
            default_retry_delay_seconds: number | number[];
        };
        /** GlobalConcurrencyLimitResponse */
        GlobalConcurrencyLimitResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /**
             * Active
             * @default true
             */
            active: boolean;
            /** Name */
            name: string;
            /** Limit */
            limit: number;
            /** Active Slots */
            active_slots: number;
            /**
             * Slot Decay Per Second
             * @default 2
             */
            slot_decay_per_second: number;
        };
        /** Graph */
        Graph: {
            /** Start Time */
            start_time: string | null;
            /** End Time */
            end_time: string | null;
            /** Root Node Ids */
            root_node_ids: string[];
            /** Nodes */
            nodes: [
                string,
                components["schemas"]["Node"]
            ][];
            /** Artifacts */
            artifacts: components["schemas"]["GraphArtifact"][];
            /** States */
            states: components["schemas"]["GraphState"][];
        };
        /** GraphArtifact */
        GraphArtifact: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Created
             * Format: date-time
             */
            created: string;
            /** Key */
            key: string | null;
            /** Type */
            type: string | null;
            /** Is Latest */
            is_latest: boolean;
            /** Data */
            data: unknown | null;
        };
        /** GraphState */
        GraphState: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            type: components["schemas"]["StateType"];
            /** Name */
            name: string;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /** HistoryResponse */
        HistoryResponse: {
            /**
             * Interval Start
             * Format: date-time
             */
            interval_start: string;
            /**
             * Interval End
             * Format: date-time
             */
            interval_end: string;
            /** States */
            states: components["schemas"]["HistoryResponseState"][];
        };
        /** HistoryResponseState */
        HistoryResponseState: {
            state_type: components["schemas"]["StateType"];
            /** State Name */
            state_name: string;
            /** Count Runs */
            count_runs: number;
            /** Sum Estimated Run Time */
            sum_estimated_run_time: number;
            /** Sum Estimated Lateness */
            sum_estimated_lateness: number;
        };
        /** InternalSettings */
        InternalSettings: {
            /**
             * Logging Level
             * @default ERROR
             * @enum {string}
             */
            logging_level: "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";
        };
        /** IntervalSchedule */
        "IntervalSchedule-Input": {
            /**
             * Interval
             * Format: duration
             */
            interval: string;
            /**
             * Anchor Date
             * Format: date-time
             */
            anchor_date?: string;
            /** Timezone */
            timezone?: string | null;
        };
        /** IntervalSchedule */
        "IntervalSchedule-Output": {
            /** Interval */
            interval: number;
            /**
             * Anchor Date
             * Format: date-time
             */
            anchor_date?: string;
            /** Timezone */
            timezone?: string | null;
        };
        /** Log */
        Log: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Level */
            level: number;
            /** Message */
            message: string;
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Run Id */
            task_run_id?: string | null;
        };
        /** LogCreate */
        LogCreate: {
            /** Name */
            name: string;
            /** Level */
            level: number;
            /** Message */
            message: string;
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Run Id */
            task_run_id?: string | null;
        };
        /** LogFilter */
        LogFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            level?: components["schemas"]["LogFilterLevel"] | null;
            timestamp?: components["schemas"]["LogFilterTimestamp"] | null;
            flow_run_id?: components["schemas"]["LogFilterFlowRunId"] | null;
            task_run_id?: components["schemas"]["LogFilterTaskRunId"] | null;
            text?: components["schemas"]["LogFilterTextSearch"] | null;
        };
        /** LogFilterFlowRunId */
        LogFilterFlowRunId: {
            /** Any */
            any_?: string[] | null;
        };
        /** LogFilterLevel */
        LogFilterLevel: {
            /** Ge */
            ge_?: number | null;
            /** Le */
            le_?: number | null;
        };
        /** LogFilterTaskRunId */
        LogFilterTaskRunId: {
            /** Any */
            any_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /** LogFilterTextSearch */
        LogFilterTextSearch: {
            /** Query */
            query: string;
        };
        /** LogFilterTimestamp */
        LogFilterTimestamp: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
        };
        /**
         * LogSort
         * @enum {string}
         */
        LogSort: "TIMESTAMP_ASC" | "TIMESTAMP_DESC";
        /** LoggingSettings */
        LoggingSettings: {
            /**
             * Level
             * @default INFO
             * @enum {string}
             */
            level: "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";
            /**
             * Config Path
             * Format: path
             */
            config_path?: string;
            /** Extra Loggers */
            extra_loggers?: string | string[] | null;
            /**
             * Log Prints
             * @default false
             */
            log_prints: boolean;
            /**
             * Colors
             * @default true
             */
            colors: boolean;
            /**
             * Markup
             * @default false
             */
            markup: boolean;
            to_api?: components["schemas"]["LoggingToAPISettings"];
        };
        /** LoggingToAPISettings */
        LoggingToAPISettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Batch Interval
             * @default 2
             */
            batch_interval: number;
            /**
             * Batch Size
             * @default 4000000
             */
            batch_size: number;
            /**
             * Max Log Size
             * @default 1000000
             */
            max_log_size: number;
            /**
             * When Missing Flow
             * @default warn
             * @enum {string}
             */
            when_missing_flow: "warn" | "error" | "ignore";
        };
        /** MinimalConcurrencyLimitResponse */
        MinimalConcurrencyLimitResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Limit */
            limit: number;
        };
        /** Node */
        Node: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "flow-run" | "task-run";
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Label */
            label: string;
            state_type: components["schemas"]["StateType"];
            /**
             * Start Time
             * Format: date-time
             */
            start_time: string;
            /** End Time */
            end_time: string | null;
            /** Parents */
            parents: components["schemas"]["Edge"][];
            /** Children */
            children: components["schemas"]["Edge"][];
            /** Encapsulating */
            encapsulating: components["schemas"]["Edge"][];
            /** Artifacts */
            artifacts: components["schemas"]["GraphArtifact"][];
        };
        /**
         * Operator
         * @enum {string}
         */
        Operator: "and_" | "or_";
        /** OrchestrationResult */
        OrchestrationResult: {
            state: components["schemas"]["State"] | null;
            status: components["schemas"]["SetStateStatus"];
            /** Details */
            details: components["schemas"]["StateAcceptDetails"] | components["schemas"]["StateWaitDetails"] | components["schemas"]["StateRejectDetails"] | components["schemas"]["StateAbortDetails"];
        };
        /** Parameter */
        Parameter: {
            /**
             * Input Type
             * @default parameter
             * @constant
             */
            input_type: "parameter";
            /** Name */
            name: string;
        };
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
        /** PluginsSettings */
        PluginsSettings: {
            /**
             * Enabled
             * @default false
             */
            enabled: boolean;
            /** Allow */
            allow?: string[] | null;
            /** Deny */
            deny?: string[] | null;
            /**
             * Setup Timeout Seconds
             * @default 20
             */
            setup_timeout_seconds: number;
            /**
             * Strict
             * @default false
             */
            strict: boolean;
            /**
             * Safe Mode
             * @default false
             */
            safe_mode: boolean;
        };
        /** QueueFilter */
        QueueFilter: {
            /** Tags */
            tags?: string[] | null;
            /** Deployment Ids */
            deployment_ids?: string[] | null;
        };
        /** RRuleSchedule */
        RRuleSchedule: {
            /** Rrule */
            rrule: string;
            /**
             * Timezone
             * @default UTC
             */
            timezone: string | null;
        };
        /** ReceivedEvent */
        ReceivedEvent: {
            /**
             * Occurred
             * Format: date-time
             */
            occurred: string;
            /** Event */
            event: string;
            resource: components["schemas"]["Resource"];
            /** Related */
            related?: components["schemas"]["RelatedResource"][];
            /** Payload */
            payload?: {
                [key: string]: unknown;
            };
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Follows */
            follows?: string | null;
            /**
             * Received
             * Format: date-time
             */
            received?: string;
        };
        /** RelatedResource */
        RelatedResource: {
            [key: string]: string;
        };
        /** Resource */
        Resource: {
            [key: string]: string;
        };
        /** ResourceSpecification */
        ResourceSpecification: {
            [key: string]: string | string[];
        };
        /** ResultsSettings */
        ResultsSettings: {
            /**
             * Default Serializer
             * @default pickle
             */
            default_serializer: string;
            /**
             * Persist By Default
             * @default false
             */
            persist_by_default: boolean;
            /** Default Storage Block */
            default_storage_block?: string | null;
            /**
             * Local Storage Path
             * Format: path
             */
            local_storage_path?: string;
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
        /** RunDeployment */
        "RunDeployment-Output": {
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
            /** Schedule After */
            schedule_after?: number;
        };
        /** RunnerServerSettings */
        RunnerServerSettings: {
            /**
             * Enable
             * @default false
             */
            enable: boolean;
            /**
             * Host
             * @default localhost
             */
            host: string;
            /**
             * Port
             * @default 8080
             */
            port: number;
            /**
             * Log Level
             * @default ERROR
             * @enum {string}
             */
            log_level: "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";
            /**
             * Missed Polls Tolerance
             * @default 2
             */
            missed_polls_tolerance: number;
        };
        /** RunnerSettings */
        RunnerSettings: {
            /**
             * Process Limit
             * @default 5
             */
            process_limit: number;
            /**
             * Poll Frequency
             * @default 10
             */
            poll_frequency: number;
            /**
             * Crash On Cancellation Failure
             * @default false
             */
            crash_on_cancellation_failure: boolean;
            /**
             * Auto Install Dependencies
             * @default false
             */
            auto_install_dependencies: boolean;
            server?: components["schemas"]["RunnerServerSettings"];
        };
        /** SQLAlchemyConnectArgsSettings */
        SQLAlchemyConnectArgsSettings: {
            /** Application Name */
            application_name?: string | null;
            /** Search Path */
            search_path?: string | null;
            /** Statement Cache Size */
            statement_cache_size?: number | null;
            /** Prepared Statement Cache Size */
            prepared_statement_cache_size?: number | null;
            tls?: components["schemas"]["SQLAlchemyTLSSettings"];
        };
        /** SQLAlchemySettings */
        SQLAlchemySettings: {
            connect_args?: components["schemas"]["SQLAlchemyConnectArgsSettings"];
            /**
             * Pool Size
             * @default 5
             */
            pool_size: number;
            /**
             * Pool Recycle
             * @default 3600
             */
            pool_recycle: number;
            /**
             * Pool Timeout
             * @default 30
             */
            pool_timeout: number | null;
            /**
             * Max Overflow
             * @default 10
             */
            max_overflow: number;
        };
        /** SQLAlchemyTLSSettings */
        SQLAlchemyTLSSettings: {
            /**
             * Enabled
             * @default false
             */
            enabled: boolean;
            /** Ca File */
            ca_file?: string | null;
            /** Cert File */
            cert_file?: string | null;
            /** Key File */
            key_file?: string | null;
            /**
             * Check Hostname
             * @default true
             */
            check_hostname: boolean;
        };
        /** SavedSearch */
        SavedSearch: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Filters */
            filters?: components["schemas"]["SavedSearchFilter"][];
        };
        /** SavedSearchCreate */
        SavedSearchCreate: {
            /** Name */
            name: string;
            /** Filters */
            filters?: components["schemas"]["SavedSearchFilter"][];
        };
        /** SavedSearchFilter */
        SavedSearchFilter: {
            /** Object */
            object: string;
            /** Property */
            property: string;
            /** Type */
            type: string;
            /** Operation */
            operation: string;
            /** Value */
            value: unknown;
        };
        /** SchemaValueIndexError */
        SchemaValueIndexError: {
            /** Index */
            index: number;
            /** Errors */
            errors: (string | components["schemas"]["SchemaValuePropertyError"] | components["schemas"]["SchemaValueIndexError"])[];
        };
        /** SchemaValuePropertyError */
        SchemaValuePropertyError: {
            /** Property */
            property: string;
            /** Errors */
            errors: (string | components["schemas"]["SchemaValuePropertyError"] | components["schemas"]["SchemaValueIndexError"])[];
        };
        /** SchemaValuesValidationResponse */
        SchemaValuesValidationResponse: {
            /** Errors */
            errors: (string | components["schemas"]["SchemaValuePropertyError"] | components["schemas"]["SchemaValueIndexError"])[];
            /** Valid */
            valid: boolean;
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
        /** SequenceTrigger */
        "SequenceTrigger-Output": {
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
            triggers: (components["schemas"]["EventTrigger-Output"] | components["schemas"]["CompoundTrigger-Output"] | components["schemas"]["SequenceTrigger-Output"])[];
            /** Within */
            within: number | null;
        };
        /** ServerAPISettings */
        ServerAPISettings: {
            /** Auth String */
            auth_string?: string | null;
            /**
             * Host
             * @default 127.0.0.1
             */
            host: string;
            /**
             * Port
             * @default 4200
             */
            port: number;
            /** Base Path */
            base_path?: string | null;
            /**
             * Default Limit
             * @default 200
             */
            default_limit: number;
            /**
             * Keepalive Timeout
             * @default 5
             */
            keepalive_timeout: number;
            /**
             * Csrf Protection Enabled
             * @default false
             */
            csrf_protection_enabled: boolean;
            /**
             * Csrf Token Expiration
             * Format: duration
             * @default PT1H
             */
            csrf_token_expiration: string;
            /**
             * Cors Allowed Origins
             * @default *
             */
            cors_allowed_origins: string;
            /**
             * Cors Allowed Methods
             * @default *
             */
            cors_allowed_methods: string;
            /**
             * Cors Allowed Headers
             * @default *
             */
            cors_allowed_headers: string;
            /**
             * Websocket Ping Interval
             * @default 20
             */
            websocket_ping_interval: number;
            /**
             * Websocket Ping Timeout
             * @default 20
             */
            websocket_ping_timeout: number;
            /**
             * Max Parameter Size
             * @default 524288
             */
            max_parameter_size: number;
        };
        /** ServerConcurrencySettings */
        ServerConcurrencySettings: {
            /**
             * Lease Storage
             * @default prefect.server.concurrency.lease_storage.memory
             */
            lease_storage: string;
            /**
             * Initial Deployment Lease Duration
             * @default 300
             */
            initial_deployment_lease_duration: number;
            /**
             * Maximum Concurrency Slot Wait Seconds
             * @default 30
             */
            maximum_concurrency_slot_wait_seconds: number;
        };
        /** ServerDatabaseSettings */
        ServerDatabaseSettings: {
            sqlalchemy?: components["schemas"]["SQLAlchemySettings"];
            /** Connection Url */
            connection_url?: string | null;
            /** Driver */
            driver?: ("postgresql+asyncpg" | "sqlite+aiosqlite") | null;
            /** Host */
            host?: string | null;
            /** Port */
            port?: number | null;
            /** User */
            user?: string | null;
            /** Name */
            name?: string | null;
            /** Password */
            password?: string | null;
            /**
             * Echo
             * @default false
             */
            echo: boolean;
            /**
             * Migrate On Start
             * @default true
             */
            migrate_on_start: boolean;
            /**
             * Timeout
             * @default 10
             */
            timeout: number | null;
            /**
             * Connection Timeout
             * @default 5
             */
            connection_timeout: number | null;
            /** Migration Timeout */
            migration_timeout?: number | null;
        };
        /** ServerDefaultResultStorage */
        ServerDefaultResultStorage: {
            /** Default Result Storage Block Id */
            default_result_storage_block_id?: string | null;
        };
        /** ServerDefaultResultStorageUpdate */
        ServerDefaultResultStorageUpdate: {
            /**
             * Default Result Storage Block Id
             * Format: uuid
             */
            default_result_storage_block_id: string;
        };
        /** ServerDeploymentsSettings */
        ServerDeploymentsSettings: {
            /**
             * Concurrency Slot Wait Seconds
             * @default 30
             */
            concurrency_slot_wait_seconds: number;
        };
        /** ServerDocketSettings */
        ServerDocketSettings: {
            /**
             * Name
             * @default prefect-server
             */
            name: string;
            /**
             * Url
             * @default memory://
             */
            url: string;
        };
        /** ServerEphemeralSettings */
        ServerEphemeralSettings: {
            /**
             * Enabled
             * @default false
             */
            enabled: boolean;
            /**
             * Startup Timeout Seconds
             * @default 20
             */
            startup_timeout_seconds: number;
        };
        /** ServerEventsSettings */
        ServerEventsSettings: {
            /**
             * Stream Out Enabled
             * @default true
             */
            stream_out_enabled: boolean;
            /**
             * Related Resource Cache Ttl
             * Format: duration
             * @default PT5M
             */
            related_resource_cache_ttl: string;
            /**
             * Maximum Labels Per Resource
             * @default 500
             */
            maximum_labels_per_resource: number;
            /**
             * Maximum Related Resources
             * @default 100
             */
            maximum_related_resources: number;
            /**
             * Maximum Size Bytes
             * @default 1500000
             */
            maximum_size_bytes: number;
            /**
             * Expired Bucket Buffer
             * Format: duration
             * @default PT1M
             */
            expired_bucket_buffer: string;
            /**
             * Proactive Granularity
             * Format: duration
             * @default PT5S
             */
            proactive_granularity: string;
            /**
             * Retention Period
             * Format: duration
             * @default P7D
             */
            retention_period: string;
            /**
             * Maximum Websocket Backfill
             * Format: duration
             * @default PT15M
             */
            maximum_websocket_backfill: string;
            /**
             * Websocket Backfill Page Size
             * @default 250
             */
            websocket_backfill_page_size: number;
            /**
             * Messaging Broker
             * @default prefect.server.utilities.messaging.memory
             */
            messaging_broker: string;
            /**
             * Messaging Cache
             * @default prefect.server.utilities.messaging.memory
             */
            messaging_cache: string;
            /**
             * Causal Ordering
             * @default prefect.server.events.ordering.memory
             */
            causal_ordering: string;
            /**
             * Maximum Event Name Length
             * @default 1024
             */
            maximum_event_name_length: number;
        };
        /** ServerFlowRunGraphSettings */
        ServerFlowRunGraphSettings: {
            /**
             * Max Nodes
             * @default 10000
             */
            max_nodes: number;
            /**
             * Max Artifacts
             * @default 10000
             */
            max_artifacts: number;
        };
        /** ServerLogsSettings */
        ServerLogsSettings: {
            /**
             * Stream Out Enabled
             * @default false
             */
            stream_out_enabled: boolean;
            /**
             * Stream Publishing Enabled
             * @default false
             */
            stream_publishing_enabled: boolean;
        };
        /** ServerServicesCancellationCleanupSettings */
        ServerServicesCancellationCleanupSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 20
             */
            loop_seconds: number;
            /**
             * Cancelling Timeout Seconds
             * @default 300
             */
            cancelling_timeout_seconds: number;
        };
        /** ServerServicesCleanupReconcilerSettings */
        ServerServicesCleanupReconcilerSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 5
             */
            loop_seconds: number;
            /**
             * Batch Size
             * @default 100
             */
            batch_size: number;
        };
        /** ServerServicesDBVacuumSettings */
        ServerServicesDBVacuumSettings: {
            /**
             * Enabled
             * @default [
             *       "events"
             *     ]
             */
            enabled: string[] | boolean | null;
            /**
             * Loop Seconds
             * @default 3600
             */
            loop_seconds: number;
            /**
             * Orphan Cleanup Loop Seconds
             * @default 86400
             */
            orphan_cleanup_loop_seconds: number;
            /**
             * Retention Period
             * Format: duration
             * @default P90D
             */
            retention_period: string;
            /**
             * Batch Size
             * @default 200
             */
            batch_size: number;
            /**
             * Event Retention Overrides
             * @default {
             *       "prefect.flow-run.heartbeat": "P7D"
             *     }
             */
            event_retention_overrides: {
                [key: string]: string;
            };
        };
        /** ServerServicesEventLoggerSettings */
        ServerServicesEventLoggerSettings: {
            /**
             * Enabled
             * @default false
             */
            enabled: boolean;
        };
        /** ServerServicesEventPersisterSettings */
        ServerServicesEventPersisterSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Batch Size
             * @default 20
             */
            batch_size: number;
            /**
             * Read Batch Size
             * @default 1
             */
            read_batch_size: number;
            /**
             * Flush Interval
             * @default 5
             */
            flush_interval: number;
            /**
             * Queue Max Size
             * @default 50000
             */
            queue_max_size: number;
            /**
             * Max Flush Retries
             * @default 5
             */
            max_flush_retries: number;
        };
        /** ServerServicesForemanSettings */
        ServerServicesForemanSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 15
             */
            loop_seconds: number;
            /**
             * Inactivity Heartbeat Multiple
             * @default 3
             */
            inactivity_heartbeat_multiple: number;
            /**
             * Fallback Heartbeat Interval Seconds
             * @default 30
             */
            fallback_heartbeat_interval_seconds: number;
            /**
             * Deployment Last Polled Timeout Seconds
             * @default 60
             */
            deployment_last_polled_timeout_seconds: number;
            /**
             * Work Queue Last Polled Timeout Seconds
             * @default 60
             */
            work_queue_last_polled_timeout_seconds: number;
        };
        /** ServerServicesLateRunsSettings */
        ServerServicesLateRunsSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 5
             */
            loop_seconds: number;
            /**
             * After Seconds
             * Format: duration
             * @default PT15S
             */
            after_seconds: string;
        };
        /** ServerServicesPauseExpirationsSettings */
        ServerServicesPauseExpirationsSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 5
             */
            loop_seconds: number;
        };
        /** ServerServicesRepossessorSettings */
        ServerServicesRepossessorSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 15
             */
            loop_seconds: number;
        };
        /** ServerServicesSchedulerSettings */
        ServerServicesSchedulerSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Loop Seconds
             * @default 60
             */
            loop_seconds: number;
            /**
             * Deployment Batch Size
             * @default 100
             */
            deployment_batch_size: number;
            /**
             * Max Runs
             * @default 100
             */
            max_runs: number;
            /**
             * Min Runs
             * @default 3
             */
            min_runs: number;
            /**
             * Max Scheduled Time
             * Format: duration
             * @default P100D
             */
            max_scheduled_time: string;
            /**
             * Min Scheduled Time
             * Format: duration
             * @default PT1H
             */
            min_scheduled_time: string;
            /**
             * Insert Batch Size
             * @default 500
             */
            insert_batch_size: number;
            /**
             * Recent Deployments Loop Seconds
             * @default 5
             */
            recent_deployments_loop_seconds: number;
        };
        /** ServerServicesSettings */
        ServerServicesSettings: {
            cancellation_cleanup?: components["schemas"]["ServerServicesCancellationCleanupSettings"];
            db_vacuum?: components["schemas"]["ServerServicesDBVacuumSettings"];
            event_persister?: components["schemas"]["ServerServicesEventPersisterSettings"];
            event_logger?: components["schemas"]["ServerServicesEventLoggerSettings"];
            foreman?: components["schemas"]["ServerServicesForemanSettings"];
            late_runs?: components["schemas"]["ServerServicesLateRunsSettings"];
            scheduler?: components["schemas"]["ServerServicesSchedulerSettings"];
            pause_expirations?: components["schemas"]["ServerServicesPauseExpirationsSettings"];
            repossessor?: components["schemas"]["ServerServicesRepossessorSettings"];
            cleanup_reconciler?: components["schemas"]["ServerServicesCleanupReconcilerSettings"];
            task_run_recorder?: components["schemas"]["ServerServicesTaskRunRecorderSettings"];
            triggers?: components["schemas"]["ServerServicesTriggersSettings"];
        };
        /** ServerServicesTaskRunRecorderSettings */
        ServerServicesTaskRunRecorderSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Read Batch Size
             * @default 1
             */
            read_batch_size: number;
            /**
             * Batch Size
             * @default 1
             */
            batch_size: number;
            /**
             * Flush Interval
             * @default 5
             */
            flush_interval: number;
        };
        /** ServerServicesTriggersSettings */
        ServerServicesTriggersSettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Read Batch Size
             * @default 1
             */
            read_batch_size: number;
            /**
             * Pg Notify Reconnect Interval Seconds
             * @default 10
             */
            pg_notify_reconnect_interval_seconds: number;
            /**
             * Pg Notify Heartbeat Interval Seconds
             * @default 5
             */
            pg_notify_heartbeat_interval_seconds: number;
        };
        /** ServerSettings */
        ServerSettings: {
            /**
             * Logging Level
             * @default WARNING
             * @enum {string}
             */
            logging_level: "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";
            /**
             * Analytics Enabled
             * @default true
             */
            analytics_enabled: boolean;
            /**
             * Metrics Enabled
             * @default false
             */
            metrics_enabled: boolean;
            /**
             * Log Retryable Errors
             * @default false
             */
            log_retryable_errors: boolean;
            /**
             * Register Blocks On Start
             * @default true
             */
            register_blocks_on_start: boolean;
            /**
             * Memoize Block Auto Registration
             * @default true
             */
            memoize_block_auto_registration: boolean;
            /**
             * Memo Store Path
             * Format: path
             */
            memo_store_path?: string;
            /**
             * Deployment Schedule Max Scheduled Runs
             * @default 50
             */
            deployment_schedule_max_scheduled_runs: number;
            api?: components["schemas"]["ServerAPISettings"];
            concurrency?: components["schemas"]["ServerConcurrencySettings"];
            database?: components["schemas"]["ServerDatabaseSettings"];
            deployments?: components["schemas"]["ServerDeploymentsSettings"];
            docket?: components["schemas"]["ServerDocketSettings"];
            ephemeral?: components["schemas"]["ServerEphemeralSettings"];
            events?: components["schemas"]["ServerEventsSettings"];
            flow_run_graph?: components["schemas"]["ServerFlowRunGraphSettings"];
            logs?: components["schemas"]["ServerLogsSettings"];
            services?: components["schemas"]["ServerServicesSettings"];
            tasks?: components["schemas"]["ServerTasksSettings"];
            ui?: components["schemas"]["ServerUISettings"];
            worker_channel?: components["schemas"]["ServerWorkerChannelSettings"];
        };
        /** ServerTasksSchedulingSettings */
        ServerTasksSchedulingSettings: {
            /**
             * Max Scheduled Queue Size
             * @default 1000
             */
            max_scheduled_queue_size: number;
            /**
             * Max Retry Queue Size
             * @default 100
             */
            max_retry_queue_size: number;
            /**
             * Pending Task Timeout
             * Format: duration
             * @default PT0S
             */
            pending_task_timeout: string;
        };
        /** ServerTasksSettings */
        ServerTasksSettings: {
            /**
             * Tag Concurrency Slot Wait Seconds
             * @default 10
             */
            tag_concurrency_slot_wait_seconds: number;
            /**
             * Max Cache Key Length
             * @default 2000
             */
            max_cache_key_length: number;
            scheduling?: components["schemas"]["ServerTasksSchedulingSettings"];
        };
        /** ServerUISettings */
        ServerUISettings: {
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * V2 Enabled
             * @default true
             */
            v2_enabled: boolean;
            /** Api Url */
            api_url?: string | null;
            /**
             * Serve Base
             * @default /
             */
            serve_base: string;
            /** Static Directory */
            static_directory?: string | null;
            /**
             * Show Promotional Content
             * @default true
             */
            show_promotional_content: boolean;
        };
        /** ServerWorkerChannelSettings */
        ServerWorkerChannelSettings: {
            /**
             * Cleanup Queue Storage
             * @default prefect.server.worker_communication.cleanup_queue.memory
             */
            cleanup_queue_storage: string;
            /**
             * Cleanup Lease Seconds
             * @default 30
             */
            cleanup_lease_seconds: number;
            /**
             * Cleanup Max Delivery Attempts
             * @default 3
             */
            cleanup_max_delivery_attempts: number;
            /** Cleanup Completed Idempotency Retention Seconds */
            cleanup_completed_idempotency_retention_seconds?: number | null;
        };
        /**
         * SetStateStatus
         * @enum {string}
         */
        SetStateStatus: "ACCEPT" | "REJECT" | "ABORT" | "WAIT";
        /** Settings */
        Settings: {
            /**
             * Home
             * Format: path
             * @default ~/.prefect
             */
            home: string;
            /**
             * Profiles Path
             * Format: path
             */
            profiles_path?: string;
            /**
             * Debug Mode
             * @default false
             */
            debug_mode: boolean;
            api?: components["schemas"]["APISettings"];
            cli?: components["schemas"]["CLISettings"];
            client?: components["schemas"]["ClientSettings"];
            cloud?: components["schemas"]["CloudSettings"];
            deployments?: components["schemas"]["DeploymentsSettings"];
            events?: components["schemas"]["EventsSettings"];
            experiments?: components["schemas"]["ExperimentsSettings"];
            flows?: components["schemas"]["FlowsSettings"];
            internal?: components["schemas"]["InternalSettings"];
            logging?: components["schemas"]["LoggingSettings"];
            plugins?: components["schemas"]["PluginsSettings"];
            results?: components["schemas"]["ResultsSettings"];
            runner?: components["schemas"]["RunnerSettings"];
            server?: components["schemas"]["ServerSettings"];
            tasks?: components["schemas"]["TasksSettings"];
            telemetry?: components["schemas"]["TelemetrySettings"];
            testing?: components["schemas"]["TestingSettings"];
            worker?: components["schemas"]["WorkerSettings"];
            /** Ui Url */
            ui_url?: string | null;
            /**
             * Silence Api Url Misconfiguration
             * @default false
             */
            silence_api_url_misconfiguration: boolean;
        };
        /** SimpleFlowRun */
        SimpleFlowRun: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            state_type: components["schemas"]["StateType"];
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
            /** Duration */
            duration: number;
            /** Lateness */
            lateness: number;
        };
        /** SimpleNextFlowRun */
        SimpleNextFlowRun: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Flow Id
             * Format: uuid
             */
            flow_id: string;
            /** Name */
            name: string;
            /** State Name */
            state_name: string;
            state_type: components["schemas"]["StateType"];
            /**
             * Next Scheduled Start Time
             * Format: date-time
             */
            next_scheduled_start_time: string;
        };
        /** State */
        State: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            type: components["schemas"]["StateType"];
            /** Name */
            name?: string | null;
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp?: string;
            /** Message */
            message?: string | null;
            /** Data */
            data?: unknown | null;
            state_details?: components["schemas"]["StateDetails"];
        };
        /** StateAbortDetails */
        StateAbortDetails: {
            /**
             * Type
             * @default abort_details
             * @constant
             */
            type: "abort_details";
            /** Reason */
            reason?: string | null;
        };
        /** StateAcceptDetails */
        StateAcceptDetails: {
            /**
             * Type
             * @default accept_details
             * @constant
             */
            type: "accept_details";
        };
        /** StateCreate */
        StateCreate: {
            type: components["schemas"]["StateType"];
            /** Name */
            name?: string | null;
            /** Message */
            message?: string | null;
            /** Data */
            data?: unknown | null;
            state_details?: components["schemas"]["StateDetails"];
        };
        /** StateDetails */
        StateDetails: {
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Run Id */
            task_run_id?: string | null;
            /** Child Flow Run Id */
            child_flow_run_id?: string | null;
            /** Scheduled Time */
            scheduled_time?: string | null;
            /** Cache Key */
            cache_key?: string | null;
            /** Cache Expiration */
            cache_expiration?: string | null;
            /**
             * Deferred
             * @default false
             */
            deferred: boolean | null;
            /**
             * Untrackable Result
             * @default false
             */
            untrackable_result: boolean;
            /** Pause Timeout */
            pause_timeout?: string | null;
            /**
             * Pause Reschedule
             * @default false
             */
            pause_reschedule: boolean;
            /** Pause Key */
            pause_key?: string | null;
            /** Run Input Keyset */
            run_input_keyset?: {
                [key: string]: string;
            } | null;
            /** Refresh Cache */
            refresh_cache?: boolean | null;
            /** Retriable */
            retriable?: boolean | null;
            /** Transition Id */
            transition_id?: string | null;
            /** Task Parameters Id */
            task_parameters_id?: string | null;
            /** Traceparent */
            traceparent?: string | null;
            /** Deployment Concurrency Lease Id */
            deployment_concurrency_lease_id?: string | null;
        };
        /** StateRejectDetails */
        StateRejectDetails: {
            /**
             * Type
             * @default reject_details
             * @constant
             */
            type: "reject_details";
            /** Reason */
            reason?: string | null;
        };
        /**
         * StateType
         * @enum {string}
         */
        StateType: "SCHEDULED" | "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "CRASHED" | "PAUSED" | "CANCELLING";
        /** StateWaitDetails */
        StateWaitDetails: {
            /**
             * Type
             * @default wait_details
             * @constant
             */
            type: "wait_details";
            /** Delay Seconds */
            delay_seconds: number;
            /** Reason */
            reason?: string | null;
        };
        /** SuspendFlowRun */
        SuspendFlowRun: {
            /**
             * Type
             * @default suspend-flow-run
             * @constant
             */
            type: "suspend-flow-run";
        };
        /** TaskRun */
        TaskRun: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name?: string;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Key */
            task_key: string;
            /** Dynamic Key */
            dynamic_key: string;
            /** Cache Key */
            cache_key?: string | null;
            /** Cache Expiration */
            cache_expiration?: string | null;
            /** Task Version */
            task_version?: string | null;
            empirical_policy?: components["schemas"]["TaskRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** State Id */
            state_id?: string | null;
            /** Task Inputs */
            task_inputs?: {
                [key: string]: (components["schemas"]["TaskRunResult"] | components["schemas"]["FlowRunResult"] | components["schemas"]["Parameter"] | components["schemas"]["Constant"])[];
            };
            state_type?: components["schemas"]["StateType"] | null;
            /** State Name */
            state_name?: string | null;
            /**
             * Run Count
             * @default 0
             */
            run_count: number;
            /**
             * Flow Run Run Count
             * @default 0
             */
            flow_run_run_count: number;
            /** Expected Start Time */
            expected_start_time?: string | null;
            /** Next Scheduled Start Time */
            next_scheduled_start_time?: string | null;
            /** Start Time */
            start_time?: string | null;
            /** End Time */
            end_time?: string | null;
            /**
             * Total Run Time
             * @default 0
             */
            total_run_time: number;
            /**
             * Estimated Run Time
             * @default 0
             */
            estimated_run_time: number;
            /**
             * Estimated Start Time Delta
             * @default 0
             */
            estimated_start_time_delta: number;
            state?: components["schemas"]["State"] | null;
        };
        TaskRunCount: {
            [key: string]: number;
        };
        /** TaskRunCreate */
        TaskRunCreate: {
            /** Id */
            id?: string | null;
            state?: components["schemas"]["StateCreate"] | null;
            /** Name */
            name?: string;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Key */
            task_key: string;
            /** Dynamic Key */
            dynamic_key: string;
            /** Cache Key */
            cache_key?: string | null;
            /** Cache Expiration */
            cache_expiration?: string | null;
            /** Task Version */
            task_version?: string | null;
            empirical_policy?: components["schemas"]["TaskRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** Task Inputs */
            task_inputs?: {
                [key: string]: (components["schemas"]["TaskRunResult"] | components["schemas"]["FlowRunResult"] | components["schemas"]["Parameter"] | components["schemas"]["Constant"])[];
            };
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
        /** TaskRunPaginationResponse */
        TaskRunPaginationResponse: {
            /** Results */
            results: components["schemas"]["TaskRunResponse"][];
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Pages */
            pages: number;
            /** Page */
            page: number;
        };
        /** TaskRunPolicy */
        TaskRunPolicy: {
            /**
             * Max Retries
             * @deprecated
             * @default 0
             */
            max_retries: number;
            /**
             * Retry Delay Seconds
             * @deprecated
             * @default 0
             */
            retry_delay_seconds: number;
            /** Retries */
            retries?: number | null;
            /** Retry Delay */
            retry_delay?: number | number[] | number[] | null;
            /** Retry Jitter Factor */
            retry_jitter_factor?: number | null;
        };
        /** TaskRunResponse */
        TaskRunResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name?: string;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Key */
            task_key: string;
            /** State Id */
            state_id?: string | null;
            state?: components["schemas"]["State"] | null;
            /** Task Version */
            task_version?: string | null;
            /** Task Inputs */
            task_inputs?: {
                [key: string]: (components["schemas"]["TaskRunResult"] | components["schemas"]["FlowRunResult"] | components["schemas"]["Parameter"] | components["schemas"]["Constant"])[];
            };
            empirical_policy?: components["schemas"]["TaskRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Start Time */
            start_time?: string | null;
            /** End Time */
            end_time?: string | null;
            /**
             * Total Run Time
             * @default 0
             */
            total_run_time: number;
            /**
             * Estimated Run Time
             * @default 0
             */
            estimated_run_time: number;
            /**
             * Estimated Start Time Delta
             * @default 0
             */
            estimated_start_time_delta: number;
        };
        /** TaskRunResult */
        TaskRunResult: {
            /**
             * Input Type
             * @default task_run
             * @constant
             */
            input_type: "task_run";
            /**
             * Id
             * Format: uuid
             */
            id: string;
        };
        /**
         * TaskRunSort
         * @enum {string}
         */
        TaskRunSort: "ID_DESC" | "EXPECTED_START_TIME_ASC" | "EXPECTED_START_TIME_DESC" | "NAME_ASC" | "NAME_DESC" | "NEXT_SCHEDULED_START_TIME_ASC" | "END_TIME_DESC";
        /** TaskRunUpdate */
        TaskRunUpdate: {
            /** Name */
            name?: string;
        };
        /** TaskWorkerFilter */
        TaskWorkerFilter: {
            /** Task Keys */
            task_keys: string[];
        };
        /** TaskWorkerResponse */
        TaskWorkerResponse: {
            /** Identifier */
            identifier: string;
            /** Task Keys */
            task_keys: string[];
            /**
             * Timestamp
             * Format: date-time
             */
            timestamp: string;
        };
        /** TasksRunnerSettings */
        TasksRunnerSettings: {
            /** Thread Pool Max Workers */
            thread_pool_max_workers?: number | null;
            /** Process Pool Max Workers */
            process_pool_max_workers?: number | null;
        };
        /** TasksSchedulingSettings */
        TasksSchedulingSettings: {
            /** Default Storage Block */
            default_storage_block?: string | null;
            /**
             * Delete Failed Submissions
             * @default true
             */
            delete_failed_submissions: boolean;
        };
        /** TasksSettings */
        TasksSettings: {
            /**
             * Refresh Cache
             * @default false
             */
            refresh_cache: boolean;
            /**
             * Default No Cache
             * @default false
             */
            default_no_cache: boolean;
            /**
             * Disable Caching
             * @default false
             */
            disable_caching: boolean;
            /**
             * Default Retries
             * @default 0
             */
            default_retries: number;
            /**
             * Default Retry Delay Seconds
             * @default 0
             */
            default_retry_delay_seconds: string | number | number[] | null;
            /** Default Persist Result */
            default_persist_result?: boolean | null;
            runner?: components["schemas"]["TasksRunnerSettings"];
            scheduling?: components["schemas"]["TasksSchedulingSettings"];
        };
        /** TelemetrySettings */
        TelemetrySettings: {
            /**
             * Enable Resource Metrics
             * @default true
             */
            enable_resource_metrics: boolean;
            /**
             * Resource Metrics Interval Seconds
             * @default 10
             */
            resource_metrics_interval_seconds: number;
        };
        /** TestingSettings */
        TestingSettings: {
            /**
             * Test Mode
             * @default false
             */
            test_mode: boolean;
            /**
             * Unit Test Mode
             * @default false
             */
            unit_test_mode: boolean;
            /**
             * Unit Test Loop Debug
             * @default true
             */
            unit_test_loop_debug: boolean;
            /**
             * Test Setting
             * @default FOO
             */
            test_setting: unknown | null;
        };
        /**
         * TimeUnit
         * @enum {string}
         */
        TimeUnit: "week" | "day" | "hour" | "minute" | "second";
        /** UITaskRun */
        UITaskRun: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name?: string;
            /** Flow Run Id */
            flow_run_id?: string | null;
            /** Task Key */
            task_key: string;
            /** Dynamic Key */
            dynamic_key: string;
            /** Cache Key */
            cache_key?: string | null;
            /** Cache Expiration */
            cache_expiration?: string | null;
            /** Task Version */
            task_version?: string | null;
            empirical_policy?: components["schemas"]["TaskRunPolicy"];
            /** Tags */
            tags?: string[];
            /** Labels */
            labels?: {
                [key: string]: boolean | number | string;
            } | null;
            /** State Id */
            state_id?: string | null;
            /** Task Inputs */
            task_inputs?: {
                [key: string]: (components["schemas"]["TaskRunResult"] | components["schemas"]["FlowRunResult"] | components["schemas"]["Parameter"] | components["schemas"]["Constant"])[];
            };
            state_type?: components["schemas"]["StateType"] | null;
            /** State Name */
            state_name?: string | null;
            /**
             * Run Count
             * @default 0
             */
            run_count: number;
            /**
             * Flow Run Run Count
             * @default 0
             */
            flow_run_run_count: number;
            /** Expected Start Time */
            expected_start_time?: string | null;
            /** Next Scheduled Start Time */
            next_scheduled_start_time?: string | null;
            /** Start Time */
            start_time?: string | null;
            /** End Time */
            end_time?: string | null;
            /**
             * Total Run Time
             * @default 0
             */
            total_run_time: number;
            /**
             * Estimated Run Time
             * @default 0
             */
            estimated_run_time: number;
            /**
             * Estimated Start Time Delta
             * @default 0
             */
            estimated_start_time_delta: number;
            state?: components["schemas"]["State"] | null;
            /** Flow Run Name */
            flow_run_name?: string | null;
        };
        /** UpdatedBy */
        UpdatedBy: {
            /** Id */
            id?: string | null;
            /** Type */
            type?: string | null;
            /** Display Value */
            display_value?: string | null;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
        };
        /** Variable */
        Variable: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Value */
            value: string | number | boolean | {
                [key: string]: unknown;
            } | unknown[] | null;
            /** Tags */
            tags?: string[];
        };
        /** VariableCreate */
        VariableCreate: {
            /** Name */
            name: string;
            /** Value */
            value: string | number | boolean | {
                [key: string]: unknown;
            } | unknown[] | null;
            /** Tags */
            tags?: string[];
        };
        /** VariableFilter */
        VariableFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            id?: components["schemas"]["VariableFilterId"] | null;
            name?: components["schemas"]["VariableFilterName"] | null;
            tags?: components["schemas"]["VariableFilterTags"] | null;
        };
        /** VariableFilterId */
        VariableFilterId: {
            /** Any */
            any_?: string[] | null;
        };
        /** VariableFilterName */
        VariableFilterName: {
            /** Any */
            any_?: string[] | null;
            /** Like */
            like_?: string | null;
        };
        /** VariableFilterTags */
        VariableFilterTags: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            /** All */
            all_?: string[] | null;
            /** Is Null */
            is_null_?: boolean | null;
        };
        /**
         * VariableSort
         * @enum {string}
         */
        VariableSort: "CREATED_DESC" | "UPDATED_DESC" | "NAME_DESC" | "NAME_ASC";
        /** VariableUpdate */
        VariableUpdate: {
            /** Name */
            name?: string | null;
            /** Value */
            value?: string | number | boolean | {
                [key: string]: unknown;
            } | unknown[] | null;
            /** Tags */
            tags?: string[] | null;
        };
        /** VersionInfo */
        VersionInfo: {
            /** Type */
            type: string;
            /** Version */
            version: string;
        } & {
            [key: string]: unknown;
        };
        /** WorkPoolConcurrencyStatus */
        WorkPoolConcurrencyStatus: {
            /** Active Slots */
            active_slots: number;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /** Queues */
            queues?: components["schemas"]["WorkQueueConcurrencyStatusDetail"][];
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Pages */
            pages: number;
            /** Page */
            page: number;
        };
        /** WorkPoolCreate */
        WorkPoolCreate: {
            /** Name */
            name: string;
            /** Description */
            description?: string | null;
            /**
             * Type
             * @default prefect-agent
             */
            type: string;
            /** Base Job Template */
            base_job_template?: {
                [key: string]: unknown;
            };
            /**
             * Is Paused
             * @default false
             */
            is_paused: boolean;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            storage_configuration?: components["schemas"]["WorkPoolStorageConfiguration"];
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
        /** WorkPoolResponse */
        WorkPoolResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /** Description */
            description?: string | null;
            /** Type */
            type: string;
            /** Base Job Template */
            base_job_template?: {
                [key: string]: unknown;
            };
            /**
             * Is Paused
             * @default false
             */
            is_paused: boolean;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            status?: components["schemas"]["WorkPoolStatus"] | null;
            /** Default Queue Id */
            default_queue_id?: string | null;
            storage_configuration?: components["schemas"]["WorkPoolStorageConfiguration"];
            /** Active Slots */
            active_slots?: number | null;
        };
        /**
         * WorkPoolStatus
         * @enum {string}
         */
        WorkPoolStatus: "READY" | "NOT_READY" | "PAUSED";
        /** WorkPoolStorageConfiguration */
        WorkPoolStorageConfiguration: {
            /** Bundle Upload Step */
            bundle_upload_step?: {
                [key: string]: unknown;
            } | null;
            /** Bundle Execution Step */
            bundle_execution_step?: {
                [key: string]: unknown;
            } | null;
            /** Default Result Storage Block Id */
            default_result_storage_block_id?: string | null;
        };
        /** WorkPoolUpdate */
        WorkPoolUpdate: {
            /** Description */
            description?: string | null;
            /** Is Paused */
            is_paused?: boolean | null;
            /** Base Job Template */
            base_job_template?: {
                [key: string]: unknown;
            } | null;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            storage_configuration?: components["schemas"]["WorkPoolStorageConfiguration"] | null;
        };
        /** WorkQueue */
        WorkQueue: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string | null;
            /**
             * Is Paused
             * @default false
             */
            is_paused: boolean;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /**
             * Priority
             * @default 1
             */
            priority: number;
            /** Work Pool Id */
            work_pool_id?: string | null;
            /** @deprecated */
            filter?: components["schemas"]["QueueFilter"] | null;
            /** Last Polled */
            last_polled?: string | null;
        };
        /** WorkQueueConcurrencyStatus */
        WorkQueueConcurrencyStatus: {
            /** Active Slots */
            active_slots: number;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /** Flow Runs */
            flow_runs?: components["schemas"]["FlowRunSlotSummary"][];
            /** Count */
            count: number;
            /** Limit */
            limit: number;
            /** Pages */
            pages: number;
            /** Page */
            page: number;
        };
        /** WorkQueueConcurrencyStatusDetail */
        WorkQueueConcurrencyStatusDetail: {
            /**
             * Queue Id
             * Format: uuid
             */
            queue_id: string;
            /** Queue Name */
            queue_name: string;
            /** Active Slots */
            active_slots: number;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /** Flow Runs */
            flow_runs?: components["schemas"]["FlowRunSlotSummary"][];
            /** Flow Run Count */
            flow_run_count?: number | null;
        };
        /** WorkQueueCreate */
        WorkQueueCreate: {
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string | null;
            /**
             * Is Paused
             * @default false
             */
            is_paused: boolean;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /** Priority */
            priority?: number | null;
            /** @deprecated */
            filter?: components["schemas"]["QueueFilter"] | null;
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
        /** WorkQueueHealthPolicy */
        WorkQueueHealthPolicy: {
            /**
             * Maximum Late Runs
             * @default 0
             */
            maximum_late_runs: number | null;
            /**
             * Maximum Seconds Since Last Polled
             * @default 60
             */
            maximum_seconds_since_last_polled: number | null;
        };
        /** WorkQueueResponse */
        WorkQueueResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string | null;
            /**
             * Is Paused
             * @default false
             */
            is_paused: boolean;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /**
             * Priority
             * @default 1
             */
            priority: number;
            /** Work Pool Id */
            work_pool_id?: string | null;
            /** @deprecated */
            filter?: components["schemas"]["QueueFilter"] | null;
            /** Last Polled */
            last_polled?: string | null;
            /** Work Pool Name */
            work_pool_name?: string | null;
            status?: components["schemas"]["WorkQueueStatus"] | null;
            /** Active Slots */
            active_slots?: number | null;
        };
        /**
         * WorkQueueStatus
         * @enum {string}
         */
        WorkQueueStatus: "READY" | "NOT_READY" | "PAUSED";
        /** WorkQueueStatusDetail */
        WorkQueueStatusDetail: {
            /** Healthy */
            healthy: boolean;
            /**
             * Late Runs Count
             * @default 0
             */
            late_runs_count: number;
            /** Last Polled */
            last_polled?: string | null;
            health_check_policy: components["schemas"]["WorkQueueHealthPolicy"];
        };
        /** WorkQueueUpdate */
        WorkQueueUpdate: {
            /** Name */
            name?: string | null;
            /** Description */
            description?: string | null;
            /**
             * Is Paused
             * @default false
             */
            is_paused: boolean;
            /** Concurrency Limit */
            concurrency_limit?: number | null;
            /** Priority */
            priority?: number | null;
            /** Last Polled */
            last_polled?: string | null;
            /** @deprecated */
            filter?: components["schemas"]["QueueFilter"] | null;
        };
        /** WorkerFilter */
        WorkerFilter: {
            /** @default and_ */
            operator: components["schemas"]["Operator"];
            last_heartbeat_time?: components["schemas"]["WorkerFilterLastHeartbeatTime"] | null;
            status?: components["schemas"]["WorkerFilterStatus"] | null;
        };
        /** WorkerFilterLastHeartbeatTime */
        WorkerFilterLastHeartbeatTime: {
            /** Before */
            before_?: string | null;
            /** After */
            after_?: string | null;
        };
        /** WorkerFilterStatus */
        WorkerFilterStatus: {
            /** Any */
            any_?: components["schemas"]["WorkerStatus"][] | null;
            /** Not Any */
            not_any_?: components["schemas"]["WorkerStatus"][] | null;
        };
        /** WorkerFlowRunResponse */
        WorkerFlowRunResponse: {
            /**
             * Work Pool Id
             * Format: uuid
             */
            work_pool_id: string;
            /**
             * Work Queue Id
             * Format: uuid
             */
            work_queue_id: string;
            flow_run: components["schemas"]["FlowRun"];
        };
        /** WorkerResponse */
        WorkerResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Created */
            created: string | null;
            /** Updated */
            updated: string | null;
            /** Name */
            name: string;
            /**
             * Work Pool Id
             * Format: uuid
             */
            work_pool_id: string;
            /** Last Heartbeat Time */
            last_heartbeat_time?: string | null;
            /** Heartbeat Interval Seconds */
            heartbeat_interval_seconds?: number | null;
            /** @default OFFLINE */
            status: components["schemas"]["WorkerStatus"];
        };
        /** WorkerSettings */
        WorkerSettings: {
            /**
             * Debug Mode
             * @default false
             */
            debug_mode: boolean;
            /**
             * Heartbeat Seconds
             * @default 30
             */
            heartbeat_seconds: number;
            /**
             * Query Seconds
             * @default 10
             */
            query_seconds: number;
            /**
             * Prefetch Seconds
             * @default 10
             */
            prefetch_seconds: number;
            /**
             * Enable Cancellation
             * @default false
             */
            enable_cancellation: boolean;
            /**
             * Cancellation Poll Seconds
             * @default 120
             */
            cancellation_poll_seconds: number;
            webserver?: components["schemas"]["WorkerWebserverSettings"];
        };
        /**
         * WorkerStatus
         * @enum {string}
         */
        WorkerStatus: "ONLINE" | "OFFLINE";
        /** WorkerWebserverSettings */
        WorkerWebserverSettings: {
            /**
             * Host
             * @default 0.0.0.0
             */
            host: string;
            /**
             * Port
             * @default 8080
             */
            port: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health_check_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": boolean;
                };
            };
        };
    };
    server_version_version_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    create_flow_flows__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_flows__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_flow_flows__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_flow_flows__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_flows_flows_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_flows_flows_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_by_name_flows_name__name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flows_flows_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_flows_flows_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_delete_flows_flows_bulk_delete_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_bulk_delete_flows_flows_bulk_delete_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowBulkDeleteResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    paginate_flows_flows_paginate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_paginate_flows_flows_paginate_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowPaginationResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_flow_run_flow_runs__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowRunCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_flow_runs__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_flow_run_flow_runs__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_flow_run_flow_runs__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowRunUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_flow_runs_flow_runs_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_flow_runs_flow_runs_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    average_flow_run_lateness_flow_runs_lateness_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_average_flow_run_lateness_flow_runs_lateness_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number | null;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    flow_run_history_flow_runs_history_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_flow_run_history_flow_runs_history_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_graph_v1_flow_runs__id__graph_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DependencyResult"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_graph_v2_flow_runs__id__graph_v2_get: {
        parameters: {
            query?: {
                since?: string;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Graph"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    resume_flow_run_flow_runs__id__resume_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_resume_flow_run_flow_runs__id__resume_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrchestrationResult"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_runs_flow_runs_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_flow_runs_flow_runs_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_delete_flow_runs_flow_runs_bulk_delete_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_bulk_delete_flow_runs_flow_runs_bulk_delete_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunBulkDeleteResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_set_flow_run_state_flow_runs_bulk_set_state_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_bulk_set_flow_run_state_flow_runs_bulk_set_state_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunBulkSetStateResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    set_flow_run_state_flow_runs__id__set_state_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_set_flow_run_state_flow_runs__id__set_state_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrchestrationResult"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_flow_run_input_flow_runs__id__input_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_create_flow_run_input_flow_runs__id__input_post"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    filter_flow_run_input_flow_runs__id__input_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_filter_flow_run_input_flow_runs__id__input_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunInput"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_input_flow_runs__id__input__key__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_flow_run_input_flow_runs__id__input__key__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    paginate_flow_runs_flow_runs_paginate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_paginate_flow_runs_flow_runs_paginate_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunPaginationResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    download_logs_flow_runs__id__logs_download_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_flow_run_labels_flow_runs__id__labels_patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_task_run_task_runs__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskRunCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRun"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_run_task_runs__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRun"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_task_run_task_runs__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_task_run_task_runs__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskRunUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_task_runs_task_runs_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_task_runs_task_runs_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    task_run_history_task_runs_history_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_task_run_history_task_runs_history_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_runs_task_runs_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_task_runs_task_runs_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRun"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    paginate_task_runs_task_runs_paginate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_paginate_task_runs_task_runs_paginate_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRunPaginationResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    set_task_run_state_task_runs__id__set_state_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_set_task_run_state_task_runs__id__set_state_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrchestrationResult"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_state_flow_run_states__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["State"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_states_flow_run_states__get: {
        parameters: {
            query: {
                flow_run_id: string;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["State"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_run_state_task_run_states__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["State"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_run_states_task_run_states__get: {
        parameters: {
            query: {
                task_run_id: string;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["State"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_deployment_deployments__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_deployment_deployments__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_deployment_deployments__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_deployment_deployments__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_deployment_by_name_deployments_name__flow_name___deployment_name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                flow_name: string;
                deployment_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_deployments_deployments_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_deployments_deployments_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    paginate_deployments_deployments_paginate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_paginate_deployments_deployments_paginate_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentPaginationResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_get_scheduled_flow_runs_for_deployments_deployments_get_scheduled_flow_runs_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_deployments_deployments_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_deployments_deployments_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_delete_deployments_deployments_bulk_delete_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_bulk_delete_deployments_deployments_bulk_delete_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentBulkDeleteResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    schedule_deployment_deployments__id__schedule_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_schedule_deployment_deployments__id__schedule_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    resume_deployment_deployments__id__resume_deployment_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    pause_deployment_deployments__id__pause_deployment_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_flow_run_from_deployment_deployments__id__create_flow_run_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentFlowRunCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_create_flow_runs_from_deployment_deployments__id__create_flow_run_bulk_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentFlowRunCreate"][];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunBulkCreateResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    work_queue_check_for_deployment_deployments__id__work_queue_check_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueue"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_deployment_schedules_deployments__id__schedules_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentSchedule"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_deployment_schedules_deployments__id__schedules_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentScheduleCreate"][];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentSchedule"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_deployment_schedule_deployments__id__schedules__schedule_id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_deployment_schedule_deployments__id__schedules__schedule_id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentScheduleUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_saved_search_saved_searches__put: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_saved_search_saved_searches__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_saved_search_saved_searches__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_saved_searches_saved_searches_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_saved_searches_saved_searches_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearch"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_logs_logs__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogCreate"][];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_logs_logs_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_logs_logs_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Log"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_concurrency_limit_concurrency_limits__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConcurrencyLimitCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimit"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_concurrency_limit_concurrency_limits__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimit"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_concurrency_limit_concurrency_limits__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_concurrency_limit_by_tag_concurrency_limits_tag__tag__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimit"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_concurrency_limit_by_tag_concurrency_limits_tag__tag__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_concurrency_limits_concurrency_limits_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_concurrency_limits_concurrency_limits_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimit"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                tag: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_reset_concurrency_limit_by_tag_concurrency_limits_tag__tag__reset_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    increment_concurrency_limits_v1_concurrency_limits_increment_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_increment_concurrency_limits_v1_concurrency_limits_increment_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MinimalConcurrencyLimitResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    decrement_concurrency_limits_v1_concurrency_limits_decrement_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_decrement_concurrency_limits_v1_concurrency_limits_decrement_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MinimalConcurrencyLimitResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_concurrency_limit_v2_v2_concurrency_limits__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConcurrencyLimitV2Create"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimitV2"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_concurrency_limit_v2_v2_concurrency_limits__id_or_name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalConcurrencyLimitResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_concurrency_limit_v2_v2_concurrency_limits__id_or_name__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_concurrency_limit_v2_v2_concurrency_limits__id_or_name__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id_or_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConcurrencyLimitV2Update"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_all_concurrency_limits_v2_v2_concurrency_limits_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GlobalConcurrencyLimitResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_increment_active_slots_v2_concurrency_limits_increment_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_bulk_increment_active_slots_v2_concurrency_limits_increment_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MinimalConcurrencyLimitResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_bulk_increment_active_slots_with_lease_v2_concurrency_limits_increment_with_lease_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConcurrencyLimitWithLeaseResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_decrement_active_slots_v2_concurrency_limits_decrement_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_bulk_decrement_active_slots_v2_concurrency_limits_decrement_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MinimalConcurrencyLimitResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_bulk_decrement_active_slots_with_lease_v2_concurrency_limits_decrement_with_lease_post"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                lease_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_renew_concurrency_lease_v2_concurrency_limits_leases__lease_id__renew_post"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_block_type_block_types__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockTypeCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockType"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_type_by_id_block_types__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockType"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_block_type_block_types__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_block_type_block_types__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockTypeUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_type_by_slug_block_types_slug__slug__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockType"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_types_block_types_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_block_types_block_types_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockType"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_documents_for_block_type_block_types_slug__slug__block_documents_get: {
        parameters: {
            query?: {
                include_secrets?: boolean;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockDocument"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_document_by_name_for_block_type_block_types_slug__slug__block_documents_name__block_document_name__get: {
        parameters: {
            query?: {
                include_secrets?: boolean;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                slug: string;
                block_document_name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockDocument"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    install_system_block_types_block_types_install_system_block_types_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_block_document_block_documents__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockDocumentCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockDocument"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_documents_block_documents_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_block_documents_block_documents_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockDocument"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_block_documents_block_documents_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_block_documents_block_documents_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_document_by_id_block_documents__id__get: {
        parameters: {
            query?: {
                include_secrets?: boolean;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockDocument"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_block_document_block_documents__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_block_document_data_block_documents__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockDocumentUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_work_pool_work_pools__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkPoolCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkPoolResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_pool_work_pools__name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkPoolResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_work_pool_work_pools__name__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_work_pool_work_pools__name__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkPoolUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_pools_work_pools_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_work_pools_work_pools_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkPoolResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_work_pools_work_pools_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_work_pools_work_pools_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_pool_concurrency_status_work_pools__name__concurrency_status_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_work_pool_concurrency_status_work_pools__name__concurrency_status_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkPoolConcurrencyStatus"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_get_scheduled_flow_runs_work_pools__name__get_scheduled_flow_runs_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerFlowRunResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_work_queue_work_pools__work_pool_name__queues_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkQueueCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queue_work_pools__work_pool_name__queues__name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_work_queue_work_pools__work_pool_name__queues__name__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_work_queue_work_pools__work_pool_name__queues__name__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkQueueUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queues_work_pools__work_pool_name__queues_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_work_queues_work_pools__work_pool_name__queues_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_worker_heartbeat_work_pools__work_pool_name__workers_heartbeat_post"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_workers_work_pools__work_pool_name__workers_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_workers_work_pools__work_pool_name__workers_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_worker_work_pools__work_pool_name__workers__name__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                work_pool_name: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_workers_task_workers_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_task_workers_task_workers_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskWorkerResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_work_queue_work_queues__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkQueueCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queue_work_queues__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_work_queue_work_queues__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_work_queue_work_queues__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkQueueUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queue_by_name_work_queues_name__name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queue_runs_work_queues__id__get_runs_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-ui"?: boolean | null;
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_work_queue_runs_work_queues__id__get_runs_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowRunResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queues_work_queues_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_work_queues_work_queues_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueResponse"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queue_concurrency_status_work_queues__id__concurrency_status_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_work_queue_concurrency_status_work_queues__id__concurrency_status_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueConcurrencyStatus"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_work_queue_status_work_queues__id__status_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkQueueStatusDetail"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_artifact_artifacts__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArtifactCreate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Artifact"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_artifact_artifacts__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Artifact"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_artifact_artifacts__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_artifact_artifacts__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArtifactUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_latest_artifact_artifacts__key__latest_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Artifact"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_artifacts_artifacts_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_artifacts_artifacts_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Artifact"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_latest_artifacts_artifacts_latest_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_latest_artifacts_artifacts_latest_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArtifactCollection"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_artifacts_artifacts_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_artifacts_artifacts_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_latest_artifacts_artifacts_latest_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_latest_artifacts_artifacts_latest_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_block_schema_block_schemas__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BlockSchemaCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockSchema"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_schema_by_id_block_schemas__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockSchema"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_block_schema_block_schemas__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_schemas_block_schemas_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_block_schemas_block_schemas_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockSchema"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_block_schema_by_checksum_block_schemas_checksum__checksum__get: {
        parameters: {
            query?: {
                version?: string | null;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                checksum: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlockSchema"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_available_block_capabilities_block_capabilities__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string[];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_view_content_collections_views__view__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_variable_variables__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VariableCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variable"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_variable_variables__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variable"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_variable_variables__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_variable_variables__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VariableUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_variable_by_name_variables_name__name__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variable"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_variable_by_name_variables_name__name__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_variable_by_name_variables_name__name__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VariableUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_variables_variables_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_variables_variables_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Variable"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_variables_variables_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_variables_variables_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_csrf_token_csrf_token_get: {
        parameters: {
            query: {
                client: string;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CsrfToken"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_events_events_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Event"][];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_events_events_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_events_events_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_account_events_page_events_filter_next_get: {
        parameters: {
            query: {
                "page-token": string;
            };
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_account_events_events_count_by__countable__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                countable: components["schemas"]["Countable"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_count_account_events_events_count_by__countable__post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventCount"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    create_automation_automations__post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AutomationCreate"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Automation"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_automation_automations__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Automation"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_automation_automations__id__put: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AutomationUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_automation_automations__id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    patch_automation_automations__id__patch: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AutomationPartialUpdate"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_automations_automations_filter_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_automations_automations_filter_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Automation"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_automations_automations_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_count_automations_automations_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": number;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_automations_related_to_resource_automations_related_to__resource_id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                resource_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Automation"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    delete_automations_owned_by_resource_automations_owned_by__resource_id__delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                resource_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    validate_template_templates_validate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    validate_template_automations_templates_validate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_deployments_by_flow_ui_flows_count_deployments_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_count_deployments_by_flow_ui_flows_count_deployments_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    next_runs_by_flow_ui_flows_next_runs_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_next_runs_by_flow_ui_flows_next_runs_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: components["schemas"]["SimpleNextFlowRun"] | null;
                    };
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_flow_run_history_ui_flow_runs_history_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_flow_run_history_ui_flow_runs_history_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimpleFlowRun"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_count_task_runs_by_flow_run_ui_flow_runs_count_task_runs_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: number;
                    };
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    validate_obj_ui_schemas_validate_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_validate_obj_ui_schemas_validate_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchemaValuesValidationResponse"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_read_dashboard_task_run_counts_ui_task_runs_dashboard_counts_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRunCount"][];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_run_counts_by_state_ui_task_runs_count_post: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Body_read_task_run_counts_by_state_ui_task_runs_count_post"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountByState"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_task_run_with_flow_run_name_ui_task_runs__id__get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UITaskRun"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_settings_admin_settings_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_version_admin_version_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    read_server_default_result_storage_admin_storage_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDefaultResultStorage"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    update_server_default_result_storage_admin_storage_put: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerDefaultResultStorageUpdate"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerDefaultResultStorage"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    clear_server_default_result_storage_admin_storage_delete: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    hello_hello_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
    perform_readiness_check_ready_get: {
        parameters: {
            query?: never;
            header?: {
                "x-prefect-api-version"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HTTPValidationError"];
                };
            };
        };
    };
}
