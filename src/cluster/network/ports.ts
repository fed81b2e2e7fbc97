/** The ports of a Restate server, by their names in the Service and in its order. */
export const RESTATE_PORTS = { ingress: 8080, admin: 9070, metrics: 5122 } as const;
