import { createHash, createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GoogleError } from './google-error.js';

/** Google's own address is what its libraries write into `aud`, wherever they send the assertion. */
const AUDIENCE = 'https://oauth2.googleapis.com/token';
const ASSERTION = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFE_SECONDS = 3600;

interface Code {
  redirectUri: string;
  scope: string;
  challenge: string | undefined;
}

/** A refusal of the token address: `{error, error_description}`. */
class OauthRefusal extends Error {
  constructor(
    readonly error: string,
    description: string,
    readonly status = 400,
  ) {
    super(description);
  }
}

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

/**
 * Google's authorization server: consent, code and refresh tokens for people, signed assertions for service accounts.
 * https://developers.google.com/identity/protocols/oauth2/web-server and /service-account
 */
export class GoogleOauth {
  readonly clientId = 'fake-client.apps.googleusercontent.com';
  readonly clientSecret = 'GOCSPX-fake-client-secret';
  readonly redirectUris = new Set<string>();
  readonly accountEmail = 'farm@fake-project.iam.gserviceaccount.com';
  readonly publicKey = createPublicKey(KEYS.publicKey.export({ type: 'spki', format: 'pem' }));
  /** Does the person say yes? */
  consent = true;
  private readonly codes = new Map<string, Code>();
  private readonly refreshTokens = new Map<string, string>();
  private readonly access = new Map<string, { scope: string; expires: number }>();

  constructor(private readonly now: () => number) {}

  /** The key file of the service account, as Google's console saves it. */
  keyFile(): string {
    return JSON.stringify({
      type: 'service_account',
      project_id: 'fake-project',
      private_key_id: '0123456789abcdef',
      private_key: KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: this.accountEmail,
      client_id: '100000000000000000000',
      token_uri: AUDIENCE,
    });
  }

  /** A person's refresh token without the way through a browser. */
  connect(scope = 'https://www.googleapis.com/auth/drive.file'): string {
    const token = `1//fake-${randomUUID()}`;
    this.refreshTokens.set(token, scope);
    return token;
  }

  /** As the person does it in the account's settings; access tokens die with it. */
  revokeAll(): void {
    this.refreshTokens.clear();
    this.access.clear();
  }

  /** Refuses requests without a good access token of one of these scopes. */
  check(request: IncomingMessage, scopes: string[]): void {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const found = token === undefined ? undefined : this.access.get(token);
    if (!found || found.expires < this.now())
      throw new GoogleError(
        401,
        token === undefined ? 'required' : 'authError',
        'Invalid authentication credentials.',
      );
    if (!found.scope.split(' ').some((scope) => scopes.includes(scope)))
      throw new GoogleError(
        403,
        'insufficientPermissions',
        'Request had insufficient authentication scopes.',
      );
  }

  /** GET /auth: the person's browser. */
  authorize(query: URLSearchParams, response: ServerResponse): void {
    const redirectUri = query.get('redirect_uri') ?? '';
    const problem =
      query.get('client_id') !== this.clientId
        ? 'invalid_client'
        : !this.redirectUris.has(redirectUri)
          ? 'redirect_uri_mismatch'
          : query.get('response_type') !== 'code' || !query.get('scope')
            ? 'invalid_request'
            : undefined;
    if (problem) return void response.writeHead(400).end(`Error 400: ${problem}`);
    const target = new URL(redirectUri);
    if (query.has('state')) target.searchParams.set('state', query.get('state') ?? '');
    const code = `4/fake-${randomUUID()}`;
    if (this.consent) {
      const scope = query.get('scope') ?? '';
      this.codes.set(code, { redirectUri, scope, challenge: query.get('code_challenge') ?? undefined });
      target.searchParams.set('code', code);
      target.searchParams.set('scope', scope);
    } else target.searchParams.set('error', 'access_denied');
    response.writeHead(302, { location: target.href }).end();
  }

  /** POST /token. */
  token(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    try {
      const form = new URLSearchParams(body.toString('utf8'));
      const tokens = JSON.stringify(this.exchange(form, request));
      response.writeHead(200, headers).end(tokens);
    } catch (error) {
      if (!(error instanceof OauthRefusal)) throw error;
      const answer = { error: error.error, error_description: error.message };
      response.writeHead(error.status, headers).end(JSON.stringify(answer));
    }
  }

  private exchange(form: URLSearchParams, request: IncomingMessage): object {
    switch (form.get('grant_type')) {
      case ASSERTION:
        return this.grant(this.scopeOf(form.get('assertion') ?? ''));
      case 'authorization_code':
        this.checkClient(form, request);
        return this.fromCode(form);
      case 'refresh_token': {
        this.checkClient(form, request);
        const scope = this.refreshTokens.get(form.get('refresh_token') ?? '');
        if (scope === undefined)
          throw new OauthRefusal('invalid_grant', 'Token has been expired or revoked.');
        return this.grant(scope);
      }
      default:
        throw new OauthRefusal('unsupported_grant_type', 'Invalid grant_type.');
    }
  }

  private grant(scope: string): {
    access_token: string;
    expires_in: number;
    scope: string;
    token_type: string;
  } {
    const token = `ya29.fake-${randomUUID()}`;
    this.access.set(token, { scope, expires: this.now() + LIFE_SECONDS * 1000 });
    return { access_token: token, expires_in: LIFE_SECONDS, scope, token_type: 'Bearer' };
  }

  private checkClient(form: URLSearchParams, { headers }: IncomingMessage): void {
    const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
    const [id = '', secret = ''] = basic
      ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
      : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
    if (id !== this.clientId || secret !== this.clientSecret)
      throw new OauthRefusal('invalid_client', 'The provided client secret is invalid.', 401);
  }

  private fromCode(form: URLSearchParams): object {
    const code = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    if (!code) throw new OauthRefusal('invalid_grant', 'Malformed auth code.');
    if (form.get('redirect_uri') !== code.redirectUri)
      throw new OauthRefusal('redirect_uri_mismatch', 'Bad Request');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code.challenge !== undefined && code.challenge !== verifier)
      throw new OauthRefusal('invalid_grant', 'Invalid code verifier.');
    return { ...this.grant(code.scope), refresh_token: this.connect(code.scope) };
  }

  /** The scope in a service account's signed assertion. */
  private scopeOf(assertion: string): string {
    const [head = '', claims = '', signature = ''] = assertion.split('.');
    const right = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${claims}`),
      this.publicKey,
      Buffer.from(signature, 'base64url'),
    );
    const read = (part: string) =>
      JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    if (!right || read(head)['alg'] !== 'RS256')
      throw new OauthRefusal('invalid_grant', 'Invalid JWT Signature.');
    const { iss, aud, iat, exp, scope } = read(claims);
    if (iss !== this.accountEmail)
      throw new OauthRefusal('invalid_grant', 'Invalid grant: account not found');
    const seconds = this.now() / 1000;
    const fresh =
      Number(iat) <= seconds + 300 && Number(exp) > seconds && Number(exp) - Number(iat) <= LIFE_SECONDS + 1;
    if (aud !== AUDIENCE || !fresh)
      throw new OauthRefusal(
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token and in a reasonable timeframe.',
      );
    if (typeof scope !== 'string' || scope === '')
      throw new OauthRefusal('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    return scope;
  }
}
