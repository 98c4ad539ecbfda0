export function front(target: string): Promise<{ url: string; close: () => Promise<void> }>;
