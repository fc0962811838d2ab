/** What a stand-in AWS account holds. Tests change it as they like, also while it is served. */
export interface AwsState {
  account: string;
  /** Whether AWS takes the credentials of whoever calls. */
  takesCredentials: boolean;
  /** IAM actions that are refused, e.g. `sns:GetSMSAttributes`. */
  readonly denied: Set<string>;
  /** By name; `undefined` for one without a value. */
  readonly secrets: Map<string, StoredSecret>;
  readonly parameters: Map<string, string>;
  readonly stacks: Map<string, StoredStack>;
  readonly functions: Map<string, StoredFunction>;
  readonly alarms: StoredAlarm[];
  /** Sums by `<namespace> <metric>`. */
  readonly metrics: Map<string, number>;
  readonly sms: {
    isInSandbox: boolean;
    attributes: Record<string, string>;
    optedOut: string[];
  };
  readonly endUserMessaging: {
    tier: 'PRODUCTION' | 'SANDBOX';
    /** US dollars a month. */
    spendLimit: number;
    readonly phoneNumbers: { PhoneNumberId: string; PhoneNumber: string; Status: string }[];
  };
}

export interface StoredSecret {
  readonly value?: string;
  /** The version with the label AWSPENDING. @default the value in use */
  readonly pending?: string;
  readonly isBeingDeleted?: true;
}

export interface StoredStack {
  status: string;
  readonly outputs: Record<string, string>;
  readonly resources: { readonly logicalId: string; readonly type: string; physicalId: string }[];
}

export interface StoredFunction {
  reservedConcurrency?: number;
  state: string;
}

export interface StoredAlarm {
  readonly name: string;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
}

/** An account with nothing in it. */
export const emptyAccount = (): AwsState => ({
  account: '111111111111',
  takesCredentials: true,
  denied: new Set(),
  secrets: new Map(),
  parameters: new Map(),
  stacks: new Map(),
  functions: new Map(),
  alarms: [],
  metrics: new Map(),
  sms: { isInSandbox: false, attributes: {}, optedOut: [] },
  endUserMessaging: { tier: 'PRODUCTION', spendLimit: 1_000, phoneNumbers: [] },
});

/** An error of AWS's, in whatever protocol it is told. */
export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status = 400) {
    super(`canary of the text of ${code}`);
    this.code = code;
    this.status = status;
  }
}
