/** Tells what a write made stale. */
export interface Changed {
  topics: string[];
}

/** Everything that the window may ask of its host. */
export interface Platform {
  /** Runs one command. Rejects with a `CommandError` as JSON, or with whatever kept the host from answering. */
  call(command: string, request: unknown): Promise<unknown>;
  /** Hears every change from now on; returns how to stop. */
  listen(hear: (changed: Changed) => void): () => void;
  /** Shows the page at this size, 1 being its own. Absent where the host has shortcuts of its own for it. */
  zoom?: (factor: number) => Promise<void>;
}
