import { credentials } from "./client";

/** The longest wait before a stream that broke off is opened again, in milliseconds. */
const PATIENCE = 15_000;

export interface Stream {
  close(): void;
}

/**
 * Follows one of the API's websockets: signs in, says what is wanted, and hands on each message. It is opened again when
 * it breaks off; `onOpen` is called each time, so that what was missed can be asked for.
 */
export function follow(
  path: string,
  filter: unknown,
  onMessage: (message: unknown) => void,
  onOpen?: (open: boolean) => void,
): Stream {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 500;
  let closed = false;

  const open = () => {
    const address = new URL(`/api${path}`, window.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(address, "prefect");
    socket.onopen = () => socket?.send(JSON.stringify({ type: "auth", token: credentials.get() || null }));
    socket.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as { type: string };
      if (message.type === "auth_success") {
        socket?.send(JSON.stringify({ type: "filter", filter }));
        wait = 500;
        onOpen?.(true);
      } else {
        onMessage(message);
      }
    };
    socket.onclose = () => {
      if (closed) return;
      onOpen?.(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, PATIENCE);
    };
  };
  open();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      // A socket that is still being opened complains when it is closed; it ends itself once it is open.
      if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket?.close();
      else socket?.close();
    },
  };
}
