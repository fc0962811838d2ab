import type { Actions } from '../actions/actions';
import type { ActionVersion } from '../actions/model';
import type { RunOutcome } from '../actions/sandbox/instance';
import type { Sandbox } from '../actions/sandbox/sandbox';
import { PHONE_TRIGGER } from '../actions/triggers';
import type { LogStore } from '../log-store';
import { phoneEvent, type PhoneContext, type PhoneNotification } from './event';

export interface NotifierOptions {
  readonly actions: Actions;
  readonly sandbox: Sandbox;
  readonly logs: LogStore;
  /** When an Action that asked to be run again is, one wait per repeat. */
  readonly retryAfterMs: readonly number[];
  /** Calls back later; gives the way to call it off. */
  readonly later: (ms: number, run: () => void) => () => void;
}

/**
 * Source: Auth0, "Custom Phone Provider: API Object": run again up to five times over the next
 * minutes. How the repeats lie in those minutes is unverified.
 */
export const RETRY_AFTER_MS = [5_000, 15_000, 30_000, 60_000, 120_000] as const;

/** Has the deployed Action send a message, away from whoever asked for it. */
export interface Notifier {
  readonly send: (notification: PhoneNotification, context: PhoneContext) => void;
  /** Resolves when nothing is running and nothing is planned. */
  readonly idle: () => Promise<void>;
  /** Calls off what is planned. */
  readonly stop: () => void;
}

const HANDLER = 'onExecuteCustomPhoneProvider';

export const createNotifier = ({
  actions,
  sandbox,
  logs,
  retryAfterMs,
  later,
}: NotifierOptions): Notifier => {
  let underWay = 0;
  const planned = new Set<() => void>();
  const waiting = new Set<() => void>();

  const attempt = async (
    notification: PhoneNotification,
    context: PhoneContext,
    repeats: number,
  ): Promise<void> => {
    const running = actions.runningAt(PHONE_TRIGGER);
    if (!running) return logFailure('There is no deployed action', notification, context);
    const event = {
      ...phoneEvent(notification, context),
      secrets: Object.fromEntries(running.version.secrets.map(({ name, value }) => [name, value])),
    };
    const outcome = await sandbox.run(running.version, HANDLER, event);
    if (outcome.result === 'done') return;
    if (outcome.result === 'error') {
      logs.write('actions_execution_failed', {
        ...whoAsked(context),
        details: executionDetails(running.action.id, running.version, outcome, notification),
      });
      return;
    }
    logFailure(outcome.reason, notification, context, outcome.console);
    const wait = outcome.result === 'retry' ? retryAfterMs[repeats] : undefined;
    if (wait !== undefined) plan(wait, () => attempt(notification, context, repeats + 1));
    else if (outcome.result === 'retry')
      logFailure(`Given up after ${repeats} repeats`, notification, context);
  };

  const logFailure = (
    reason: string,
    notification: PhoneNotification,
    context: PhoneContext,
    said = '',
  ) =>
    // Which entry Auth0 writes for a message that was dropped or is to be repeated is unverified.
    logs.write('fn', {
      ...whoAsked(context),
      description: withoutCode(reason, notification),
      details: {
        notification_type: notification.type,
        to: notification.to,
        error: withoutCode(reason, notification),
        ...(said === '' ? {} : { console: withoutCode(said, notification) }),
      },
    });

  const track = (work: () => Promise<void>) => {
    underWay += 1;
    // Whoever asked is answered, and logged, first.
    void Promise.resolve()
      .then(work)
      .finally(() => {
        underWay -= 1;
        settle();
      });
  };
  const plan = (ms: number, work: () => Promise<void>) => {
    const cancel = later(ms, () => {
      planned.delete(cancel);
      track(work);
    });
    planned.add(cancel);
  };
  const settle = () => {
    if (underWay > 0 || planned.size > 0) return;
    for (const wake of waiting) wake();
    waiting.clear();
  };

  return {
    send: (notification, context) => track(() => attempt(notification, context, 0)),
    idle: () =>
      underWay === 0 && planned.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.add(resolve);
          }),
    stop: () => {
      for (const cancel of planned) cancel();
      planned.clear();
      settle();
    },
  };
};

/** Source: auth0/auth0-log-schemas, actions_execution_failed. */
const executionDetails = (
  actionId: string,
  version: ActionVersion,
  outcome: Extract<RunOutcome, { result: 'error' }>,
  notification: PhoneNotification,
) => ({
  trigger_id: PHONE_TRIGGER,
  action_id: actionId,
  version_id: version.id,
  error_class: outcome.errorClass,
  action_error: withoutCode(outcome.message, notification),
  ...(outcome.console === '' ? {} : { console: withoutCode(outcome.console, notification) }),
});

const whoAsked = ({ application, connection, user, request }: PhoneContext) => ({
  ip: request.ip,
  user_agent: request.userAgent,
  ...(application ? { client_id: application.clientId, client_name: application.name } : {}),
  ...(connection ? { connection: connection.name, connection_id: connection.id } : {}),
  ...(user ? { user_id: `sms|${user.id}`, user_name: user.phoneNumber } : {}),
});

/** Whatever an Action says, a log holds no code. */
const withoutCode = (text: string, { code }: PhoneNotification): string =>
  code === undefined ? text : text.replaceAll(code, '*'.repeat(code.length));
