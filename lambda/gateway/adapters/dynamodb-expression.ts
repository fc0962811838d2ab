type Attribute =
  { readonly N: string } | { readonly S: string } | { readonly SS: readonly string[] };

/**
 * Collects the names and values of a DynamoDB expression and gives back what stands for each: names
 * of attributes may hold anything, and expressions only letters and digits.
 */
export const createExpression = () => {
  const names = new Map<string, string>();
  const values: Record<string, Attribute> = {};
  let valueCount = 0;
  const value = (attribute: Attribute): string => {
    const placeholder = `:v${valueCount}`;
    valueCount += 1;
    values[placeholder] = attribute;
    return placeholder;
  };
  return {
    name: (attribute: string): string => {
      const known = names.get(attribute);
      if (known) return known;
      const placeholder = `#n${names.size}`;
      names.set(attribute, placeholder);
      return placeholder;
    },
    number: (amount: number): string => value({ N: String(amount) }),
    text: (characters: string): string => value({ S: characters }),
    texts: (all: readonly string[]): string => value({ SS: all }),
    parameters: () => ({
      ExpressionAttributeNames: Object.fromEntries(
        [...names].map(([attribute, placeholder]) => [placeholder, attribute]),
      ),
      ...(valueCount > 0 && { ExpressionAttributeValues: values }),
    }),
  };
};
