/** An npm package that an Action asks for. */
export interface ActionDependency {
  readonly name: string;
  readonly version: string;
}

/** Auth0 never shows the value again. */
export interface ActionSecret {
  readonly name: string;
  readonly value: string;
  readonly updatedAt: number;
}

/** What a deployment freezes. */
export interface ActionContent {
  readonly code: string;
  readonly runtime: string;
  readonly dependencies: readonly ActionDependency[];
  readonly secrets: readonly ActionSecret[];
}

export interface ActionVersion extends ActionContent {
  readonly id: string;
  readonly number: number;
  readonly createdAt: number;
  /** From then on it is the one that runs. */
  readonly deployedAt: number;
}

export interface ActionTrigger {
  readonly id: string;
  readonly version: string;
}

export interface Action extends ActionContent {
  readonly id: string;
  readonly name: string;
  readonly trigger: ActionTrigger;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the build of this content began. */
  readonly buildFrom: number;
  /** Oldest first. */
  readonly versions: readonly ActionVersion[];
  /** The version that holds this very content, once it was deployed. */
  readonly deployedAs?: string;
}

/** An Action's place in a trigger. */
export interface Binding {
  readonly id: string;
  readonly triggerId: string;
  readonly actionId: string;
  readonly displayName: string;
  readonly createdAt: number;
}
