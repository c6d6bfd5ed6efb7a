/**
 * The comm target under which a page says that it shows our MIME types itself (the JupyterLab extension does). Other pages are
 * given figures as anywidgets. The page opens the comm with no data; the kernel closes it.
 */
export const PAGE_TARGET = 'tissuebook.page';
