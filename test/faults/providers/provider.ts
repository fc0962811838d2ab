import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createClickatell } from '../../../local/providers/clickatell';
import { createPlivo } from '../../../local/providers/plivo';
import type { WireFormat } from '../../../local/providers/stand-in';
import { createTwilio } from '../../../local/providers/twilio';
import { localRequest } from '../../../local/http/message';
import { seededRandom } from '../../../local/random';
import { ACCOUNTS } from '../accounts';
import {
  behaviourOf,
  draw,
  phaseAt,
  WELL,
  type Credentials,
  type Plan,
  type Provider,
} from '../plan';
import { ATTEMPT_MS, PROVIDER_MS } from '../scale';
import { behave, takes, write } from './behave';
import type { Taken } from './protocol';

/** A provider on a port of its own that follows a plan. */
export interface PlannedProvider {
  readonly url: string;
  /** The plan's time begins at `atMs`, milliseconds since the epoch. */
  readonly begin: (seed: string, plan: Plan, atMs: number) => Promise<void>;
  readonly end: () => { readonly arrivals: readonly number[]; readonly taken: readonly Taken[] };
}

export const startProvider = async (name: Provider): Promise<PlannedProvider> => {
  const wires = { first: wireOf(name, 'first'), second: wireOf(name, 'second') };
  const sockets = new Set<Socket>();
  let arrivals: number[] = [];
  let taken: Taken[] = [];
  let plan = WELL;
  let seed = '';
  let begunMs = 0;
  let outages = 0;
  let turns: NodeJS.Timeout[] = [];

  const serve = (request: IncomingMessage, response: ServerResponse, body: string) => {
    const arrivedMs = Date.now();
    arrivals.push(arrivedMs);
    const phase = phaseAt(plan, arrivedMs - begunMs);
    const wire = wires[phase.credentials ?? 'first'];
    const message = wire.receive(
      localRequest(request.method ?? '', request.url ?? '', {
        headers: singleValues(request.headers),
        body,
      }),
    );
    if ('status' in message) return write(response, message);
    const behaviour = behaviourOf(phase, draw(seed, name, message.text));
    const answersAfterMs = PROVIDER_MS + (behaviour.kind === 'accepts' ? behaviour.lateMs : 0);
    const [outage, book] = [outages, taken];
    setTimeout(() => {
      // What went down in the middle took nothing with it.
      if (outage !== outages) return;
      const does = takes(behaviour);
      const { to, text } = message;
      if (does.taken)
        book.push({ provider: name, to, text, clear: does.clear && answersAfterMs < ATTEMPT_MS });
      behave(response, behaviour, {
        accept: () => wire.accept(message),
        throttle: () => wire.refusals.throttled(message),
      });
    }, answersAfterMs);
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => serve(request, response, Buffer.concat(chunks).toString('utf8')));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      if (server.listening) resolve();
      else server.listen(port, '127.0.0.1', resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;

  const turnTo = ({ down = false }: { readonly down?: boolean }) => {
    if (!down) return listen(port);
    return new Promise<void>((resolve) => {
      if (!server.listening) return resolve();
      outages += 1;
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  };

  return {
    url: `http://127.0.0.1:${port}`,
    begin: async (givenSeed, givenPlan, atMs) => {
      for (const turn of turns) clearTimeout(turn);
      await turnTo(phaseAt(givenPlan, 0));
      [seed, plan, arrivals, taken] = [givenSeed, givenPlan, [], []];
      begunMs = atMs;
      turns = plan
        .filter(({ fromMs }) => fromMs > 0)
        .map((phase) => setTimeout(() => void turnTo(phase), begunMs + phase.fromMs - Date.now()));
    },
    end: () => {
      for (const turn of turns) clearTimeout(turn);
      return { arrivals, taken };
    },
  };
};

const wireOf = (name: Provider, credentials: Credentials): WireFormat => {
  const accounts = ACCOUNTS[credentials];
  const world = { random: seededRandom(`${name} ${credentials}`), now: Date.now };
  switch (name) {
    case 'clickatell':
      return createClickatell(accounts.clickatell, world);
    case 'twilio':
      return createTwilio(accounts.twilio, world);
    case 'plivo':
      return createPlivo(accounts.plivo, world);
  }
};

const singleValues = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.join() : (value ?? ''),
    ]),
  );
