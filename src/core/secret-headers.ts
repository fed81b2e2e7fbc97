/** Names of headers whose values are likely to be secrets. */
export const SECRET_HEADER = /authorization|cookie|secret|token|api-?key/i;
