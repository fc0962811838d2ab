/**
 * Marks what an environment registered in a tenant, so that another one does not take it for free:
 * `<AWS account>/<region>/<environment>`.
 */
export type Owner = string;

const OWNER = /^(\d{12})\/([a-z]{2}(?:-[a-z]+)+-\d{1,2})\/([a-z][a-z0-9-]{0,31})$/;

export const isOwner = (text: string): boolean => OWNER.test(text);

/** For the middle of a sentence. */
export const describeOwner = (owner: Owner): string => {
  const [, account = '', region = '', environment = ''] = OWNER.exec(owner) ?? [];
  return `the environment "${environment}" of AWS account ${account} in ${region}`;
};
