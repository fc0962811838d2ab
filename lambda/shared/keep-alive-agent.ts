import type http from 'node:http';
import type https from 'node:https';
import type { Duplex } from 'node:stream';

/**
 * A frozen Lambda wakes up with sockets whose other end left long ago, so a connection idle for
 * longer than this is not used again. Well under the 5 s that the most impatient servers allow.
 */
const MAX_IDLE_MS = 4_000;

export interface KeepAliveAgent<Agent extends http.Agent> {
  readonly agent: Agent;
  /** To be called before each request: nobody here repeats one that died with its socket. */
  readonly dropStaleSockets: () => void;
}

/** An agent that keeps connections open between messages and knows how old they are. */
export const keepAliveAgent = <Agent extends http.Agent>(
  AgentOfProtocol: new (options: https.AgentOptions) => Agent,
): KeepAliveAgent<Agent> => {
  const idleSince = new WeakMap<Duplex, number>();
  const agent = new AgentOfProtocol({ keepAlive: true, scheduling: 'lifo' });
  agent.on('free', (socket: Duplex) => idleSince.set(socket, Date.now()));
  return {
    agent,
    dropStaleSockets: () => {
      const staleBefore = Date.now() - MAX_IDLE_MS;
      for (const idle of Object.values(agent.freeSockets).flat()) {
        if (idle && (idleSince.get(idle) ?? 0) < staleBefore) idle.destroy();
      }
    },
  };
};
