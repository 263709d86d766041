import type { NextFunction, Request, Response } from 'express';

/** `//v1/render` is `/v1/render`: some clients do not strip the slash at the end of their base URL. */
export function collapseSlashes(request: Request, _response: Response, next: NextFunction): void {
  const [path = '', ...query] = request.url.split('?');
  if (path.includes('//')) request.url = [path.replace(/\/{2,}/g, '/'), ...query].join('?');
  next();
}
