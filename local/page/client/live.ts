import type { LaptopEvents } from '../../laptop/events';
import { byId } from './dom';

type Listeners = { readonly [Name in keyof LaptopEvents]: (data: LaptopEvents[Name]) => void };

const STATES = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost. Is npm start still running?',
} as const;

/** Follows `/events` for as long as the page is open; the browser reconnects by itself. */
export const follow = (listeners: Listeners): void => {
  const source = new EventSource('/events');
  const listen = (name: keyof Listeners) => {
    const take: (data: never) => void = listeners[name];
    source.addEventListener(name, ({ data }: MessageEvent<string>) =>
      take(JSON.parse(data) as never),
    );
  };
  for (const name of Object.keys(listeners) as (keyof Listeners)[]) listen(name);
  source.addEventListener('open', () => show('live'));
  source.addEventListener('error', () => {
    show('lost');
    // The browser gives up for good after an answer that is no stream, as while a port changes hands.
    if (source.readyState === EventSource.CLOSED)
      setTimeout(() => {
        follow(listeners);
      }, RETRY_MS);
  });
};

const RETRY_MS = 1000;

const show = (state: keyof typeof STATES): void => {
  const indicator = byId('live', HTMLElement);
  indicator.dataset['state'] = state;
  indicator.replaceChildren(
    Object.assign(document.createElement('span'), { textContent: STATES[state] }),
  );
};
