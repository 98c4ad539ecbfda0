import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { credentials } from "@/api/client";
import { type Access, type ApiKey, type ApiKeyCreated, ROLES, type Role, server } from "@/api/server";
import { Ago, Button, Command, Dot, Empty, Loaded, Panel } from "@/components/basics";
import { FormDialog, TextField } from "@/components/form-dialog";
import { Confirm, Dialog } from "@/components/overlays";
import { Rows } from "@/components/rows";
import { useAccess } from "./use-access";

const MAY: Record<Role, string> = {
  metrics: "scrape /metrics",
  viewer: "read everything but secrets",
  operator: "all that runs, workers and people who deploy do",
  admin: "all, settings, keys and the audit log too",
};

/** Whether a key opens the server, and why it does not. */
function standing(key: ApiKey): "good" | "revoked" | "expired" {
  if (key.revoked) return "revoked";
  return key.expires && Date.parse(key.expires) <= Date.now() ? "expired" : "good";
}

function Create({ first, onClose, onMade }: { first: boolean; onClose: () => void; onMade: (made: ApiKeyCreated) => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>(first ? "admin" : "operator");
  const [expires, setExpires] = useState("");
  return (
    <FormDialog
      title="A new API key"
      description={
        first
          ? "With the first key the server begins to ask everybody for one. It is an administrator’s, and this browser will use it."
          : "Its text is shown once."
      }
      action="Create the key"
      onClose={onClose}
      onSubmit={async () => {
        const made = await server.createKey({
          name: name.trim(),
          role,
          expires: expires ? new Date(expires).toISOString() : null,
        });
        if (first) credentials.set(made.key);
        onMade(made);
      }}
    >
      <TextField label="Name" required value={name} onChange={setName} placeholder="ci" maxLength={100} />
      <label className="text-xs font-medium">
        Role
        <select
          value={role}
          disabled={first}
          onChange={(event) => setRole(event.target.value as Role)}
          className="mt-1 h-8 w-full rounded-md border bg-raised px-2 text-[13px]"
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {one}: {MAY[one]}
            </option>
          ))}
        </select>
      </label>
      <TextField label="Expires (never, where it is left empty)" type="datetime-local" value={expires} onChange={setExpires} />
    </FormDialog>
  );
}

function Table({ keys, onRevoke }: { keys: ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  return (
    <Rows
      label="API keys"
      rows={keys}
      keyOf={(key) => key.id}
      columns={[
        {
          title: "Key",
          cell: (key) => <span className={standing(key) === "good" ? "font-medium" : "text-muted line-through"}>{key.name}</span>,
        },
        { title: "Role", cell: (key) => key.role },
        {
          title: "Standing",
          cell: (key) => (
            <span className="inline-flex items-center gap-1.5 text-xs">
              <Dot kind={standing(key) === "good" ? "completed" : "cancelled"} /> {standing(key)}
            </span>
          ),
          look: "hidden sm:table-cell",
        },
        { title: "Last used", cell: (key) => <Ago at={key.last_used} className="text-muted" /> },
        { title: "Expires", cell: (key) => <Ago at={key.expires} className="text-muted" />, look: "hidden md:table-cell" },
        { title: "Made", cell: (key) => <Ago at={key.created} className="text-muted" />, look: "hidden md:table-cell" },
        {
          title: "Revoke",
          look: "w-10",
          cell: (key) =>
            standing(key) === "good" && (
              <Button small look="ghost" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
                <Trash2 size={13} />
              </Button>
            ),
        },
      ]}
    />
  );
}

/** The keys themselves, for those who may see them. */
function Administered({ access }: { access: Access }) {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<ApiKeyCreated>();
  const [doomed, setDoomed] = useState<ApiKey>();
  const query = useQuery({ queryKey: ["keys"], queryFn: ({ signal }) => server.keys(signal) });
  const again = () =>
    Promise.all([client.invalidateQueries({ queryKey: ["keys"] }), client.invalidateQueries({ queryKey: ["access"] })]);
  return (
    <>
      <Panel
        title="API keys"
        flush
        className="overflow-hidden"
        aside={
          <Button small onClick={() => setAdding(true)}>
            <Plus size={13} aria-hidden /> New key
          </Button>
        }
      >
        <Loaded query={query} what="The keys" room="h-32">
          {(keys) =>
            keys.length ? (
              <Table keys={keys} onRevoke={setDoomed} />
            ) : (
              <Empty title="There is no key" icon={<KeyRound size={22} />}>
                {access.required
                  ? "Who knows the server’s user and password gets in."
                  : "Everybody who reaches the server may do everything. With the first key it begins to ask who is there."}
              </Empty>
            )
          }
        </Loaded>
      </Panel>
      {adding && (
        <Create
          first={!access.required}
          onClose={() => setAdding(false)}
          onMade={(key) => {
            setAdding(false);
            setMade(key);
            void again();
          }}
        />
      )}
      {made && (
        <Dialog
          open
          onOpenChange={() => setMade(undefined)}
          title={`The key ${made.api_key.name}`}
          description="Copy it now: it is not kept, and nobody can see it again."
        >
          <Command>{made.key}</Command>
        </Dialog>
      )}
      <Confirm
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Revoke ${doomed?.name}?`}
        description={
          doomed?.name === access.key_name
            ? "This browser uses it: it has to sign in again with another one. This cannot be taken back."
            : "Who uses it is refused from now on. This cannot be taken back."
        }
        action="Revoke the key"
        onConfirm={async () => {
          if (doomed) await server.revokeKey(doomed.id);
          await again();
        }}
      />
    </>
  );
}

/** Who may use the server, and for what. */
export function Keys() {
  const access = useAccess();
  return (
    <Loaded query={access} what="What you may do" room="h-32">
      {(mine) => (
        <>
          <Panel>
            <div className="flex flex-wrap items-center justify-between gap-3 pt-3 text-[13px]">
              <p>
                {mine.required ? (
                  <>
                    You are here{" "}
                    {mine.key_name ? (
                      <>
                        with the key <strong>{mine.key_name}</strong>
                      </>
                    ) : (
                      "without a key"
                    )}
                    : the role <strong>{mine.role}</strong> may do {MAY[mine.role]}.
                  </>
                ) : (
                  "The server asks nobody for credentials."
                )}
              </p>
              {credentials.get() && (
                <Button
                  small
                  onClick={() => {
                    credentials.set("");
                    window.location.reload();
                  }}
                >
                  Sign out of this browser
                </Button>
              )}
            </div>
          </Panel>
          {mine.role === "admin" ? (
            <Administered access={mine} />
          ) : (
            <Panel title="API keys">
              <p className="text-[13px] text-muted">Keys are made, listed and revoked by those with the role admin.</p>
            </Panel>
          )}
        </>
      )}
    </Loaded>
  );
}
