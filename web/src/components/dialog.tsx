import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export function Dialog({ label, close, children }: { label: string; close: () => void; children: ComponentChildren }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    if (!dialog.open) dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog ref={element} aria-label={label} onClose={close} onClick={(event) => event.target === element.current && close()}>
      {children}
    </dialog>
  );
}

interface FormProps {
  title: string;
  action: string;
  disabled?: boolean;
  submit: () => void;
  close: () => void;
  children: ComponentChildren;
}

// A dialog that asks for something: the action sends it, also by Enter.
export function FormDialog({ title, action, disabled, submit, close, children }: FormProps) {
  const onSubmit = (event: Event) => {
    event.preventDefault();
    submit();
  };
  return (
    <Dialog label={title} close={close}>
      <form class="body" onSubmit={onSubmit}>
        <h2>{title}</h2>
        {children}
        <div class="row">
          <button type="submit" class="button primary" disabled={disabled}>
            {action}
          </button>
          <button type="button" class="button" onClick={close}>
            Close
          </button>
        </div>
      </form>
    </Dialog>
  );
}
