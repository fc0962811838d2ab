/**
 * The floor: a handler that only answers. What it takes is Node.js itself, and nobody can beat it.
 */
export const handler = async () => ({ statusCode: 200, body: '{"status":"accepted"}' });
