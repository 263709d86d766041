/** Pages of lists: whole numbers from 1 on; a page never has more than MOST_PER_PAGE entries. */
export const MOST_PER_PAGE = 100;

export interface Paging {
  page: number;
  limit: number;
}

/** `?page=2&limit=50`; nonsense falls back to the defaults, as list pages should not fail for it. */
export function readPaging(query: { page?: string; limit?: string }, defaultLimit = 25): Paging {
  const whole = (text: string | undefined, fallback: number) =>
    text !== undefined && /^\d{1,9}$/.test(text.trim()) && Number(text) >= 1 ? Number(text) : fallback;
  return {
    page: Math.min(whole(query.page, 1), 1_000_000),
    limit: Math.min(whole(query.limit, defaultLimit), MOST_PER_PAGE),
  };
}

export const pageFacts = (total: number, { page, limit }: Paging) => ({
  total,
  page,
  limit,
  totalPages: Math.ceil(total / limit),
});
