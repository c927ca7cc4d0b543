export function Pager({ page, pages, go }: { page: number; pages: number; go: (page: number) => void }) {
  if (pages <= 1) return null;
  return (
    <nav class="row" aria-label="Pages">
      <button type="button" class="button" disabled={page === 0} onClick={() => go(page - 1)}>
        Previous
      </button>
      <span class="muted small">
        {page + 1} of {pages}
      </span>
      <button type="button" class="button" disabled={page + 1 >= pages} onClick={() => go(page + 1)}>
        Next
      </button>
    </nav>
  );
}
