/** The tenant's settings, by their names in the Management API. */
export type TenantSettings = Readonly<Record<string, unknown>>;

export interface SettingsStore {
  readonly all: () => TenantSettings;
  /** Sets what is named and clears what is null. */
  readonly change: (change: TenantSettings) => void;
}

export const createSettingsStore = (seed: TenantSettings): SettingsStore => {
  let settings: TenantSettings = seed;
  return {
    all: () => settings,
    change: (change) => {
      settings = Object.fromEntries(
        Object.entries({ ...settings, ...change }).filter(([, value]) => value !== null),
      );
    },
  };
};

/** Some of what a fresh tenant answers (recorded: TestAccGuardianPhone of the Terraform provider). */
export const freshSettings = (friendlyName: string, isNewTenant: boolean): TenantSettings => ({
  allowed_logout_urls: [],
  change_password: { enabled: false },
  default_audience: '',
  default_directory: '',
  enabled_locales: ['en'],
  flags: { disable_clickjack_protection_headers: false, enable_sso: true, universal_login: true },
  friendly_name: friendlyName,
  idle_session_lifetime: 72,
  sandbox_version: '22',
  sandbox_versions_available: ['22', '18'],
  session_lifetime: 168,
  // Absent where it is off (recorded by auth0-deploy-cli).
  ...(isNewTenant ? { phone_consolidated_experience: true } : {}),
});
