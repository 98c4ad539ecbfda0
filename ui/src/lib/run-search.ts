import type { RunFilters } from "./filters";

/** What the list of runs is narrowed to beside the filters that all pages share. */
export interface RunSearch {
  /** A part of the name, or a whole id. */
  name?: string | undefined;
  /** `top` for runs that no other run called, `sub` for those that one did. */
  level?: string | undefined;
  queue?: string | undefined;
  version?: string | undefined;
}

/** The filters without the runs that are expected after `newest`, an instant of the API. */
export const upTo = (filters: RunFilters, newest: string): RunFilters => ({
  ...filters,
  flow_runs: {
    ...filters.flow_runs,
    expected_start_time: { ...filters.flow_runs?.expected_start_time, before_: newest },
  },
});

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The filters with those of a search. A run that is asked for by its id is found at any time. */
export function narrowed(filters: RunFilters, { name, level, queue, version }: RunSearch): RunFilters {
  const wanted = name?.trim();
  if (wanted && ID.test(wanted)) return { flow_runs: { id: { any_: [wanted.toLowerCase()] } } };
  return {
    ...filters,
    flow_runs: {
      ...filters.flow_runs,
      ...(wanted ? { name: { like_: wanted } } : {}),
      ...(level === "top" || level === "sub" ? { parent_task_run_id: { is_null_: level === "top" } } : {}),
      ...(queue ? { work_queue_name: { any_: [queue] } } : {}),
      ...(version ? { flow_version: { any_: [version] } } : {}),
    },
  };
}
