/** Where the person's links lie among the queries. */
export const SHARES_QUERY = ['shares'] as const;
