// Made from the Rust types by `make contract`. Do not edit.

/**
 * Something that can be done with keys, or asked about them.
 */
export type Ability = "create" | "list" | "revoke" | "disable" | "enable" | "rename" | "rotate" | "usage" | "balance" | "permissions" | "expiry" | "limits";

export type AbilityConsequence = { ability: Ability, text: string, };

export type Account = {
/**
 * `acc_` and 12 letters or digits; part of the gateway's key management path.
 */
id: string, provider_id: string, name: string, created_at: string,
/**
 * Keys that are not revoked.
 */
live_keys: number,
/**
 * What the key API needs beside the credential, by the manifest's field ids.
 */
fields: { [key in string]: string },
/**
 * Addresses in the place of the provider's.
 */
base_urls: { [key in AddressName]?: string },
/**
 * Hosts that the user has agreed to: other than the provider's, or without TLS.
 */
confirmed_hosts: Array<string>,
/**
 * The vault has a management credential for it.
 */
credential_held: boolean,
/**
 * The key that the gateway forwards with.
 */
upstream_key_id: string | null, plan: string | null, balance: Balance | null,
/**
 * When the keys were last read.
 */
refreshed_at: string | null,
/**
 * Why the last try to read them failed.
 */
trouble: Trouble | null, };

export type AccountAdd = { account: AccountInput,
/**
 * Keep it though it could not be tested.
 */
untested?: boolean, };

export type AccountChange = { account_id: string,
/**
 * Its `provider_id` and `key` are not used.
 */
account: AccountInput, untested?: boolean, };

export type AccountField = { id: string, name: string, about: string, };

/**
 * An account as it is entered. What is absent or empty is the provider's default.
 */
export type AccountInput = { provider_id: string, name?: string,
/**
 * By the manifest's field ids.
 */
fields?: { [key in string]: string },
/**
 * Addresses in the place of the provider's.
 */
base_urls?: { [key in AddressName]?: string },
/**
 * Hosts that the user has agreed to; those that an error `host_unconfirmed` names.
 */
confirmed_hosts?: Array<string>,
/**
 * Manages keys. Of an account that is changed, the present one where absent.
 */
credential?: string,
/**
 * Calls models; the account's first key.
 */
key?: string, };

export type AccountRef = { account_id: string, };

/**
 * What reading one account brought.
 */
export type AccountRefreshed = { account_id: string, account_name: string, refreshed: Refreshed | null,
/**
 * Why it could not be read.
 */
error: CommandError | null,
/**
 * It was cancelled.
 */
cancelled: boolean, };

export type AccountRemove = { account_id: string,
/**
 * The account's name as the user typed it, to confirm.
 */
typed_name: string, };

/**
 * Which key the gateway forwards with; none to forward no more.
 */
export type AccountSetUpstream = { account_id: string, key_id: string | null, };

/**
 * What a test of an account told.
 */
export type AccountTest = {
/**
 * The hosts that get a key or the credential.
 */
hosts: Array<string>,
/**
 * How many keys the provider lists; none where no credential was given, or it cannot list.
 */
keys: number | null,
/**
 * Why the list may not be whole.
 */
gap: Gap | null, balance: Balance | null,
/**
 * What the test of the key told; none where none was given, or the provider has no probe.
 */
key: KeyTest | null, };

export type AccountsRefresh = {
/**
 * All that can be read, where absent.
 */
account_id?: string, };

/**
 * One line of the log. `key_name` is the name at that time.
 */
export type Activity = { id: number, at: string, kind: ActivityKind, actor: Actor, account_id: string | null, key_id: string | null, key_name: string | null,
/**
 * Where the key, or a text for it, went: the snippet target that it was copied for, the program or the file that it was
 * given to.
 */
target: string | null, };

export type ActivityKind = "account_added" | "account_changed" | "account_removed" | "created" | "create_failed" | "revealed" | "copied" | "snippet_copied" | "printed" | "ran" | "written" | "unwritten" | "first_used" | "revoked" | "revoke_failed" | "imported" | "tested" | "renamed" | "disabled" | "enabled" | "forgotten" | "rotated" | "rotated_back" | "gateway_started" | "gateway_stopped";

export type ActivityList = { key_id?: string,
/**
 * Entries older than this one's id.
 */
before?: number,
/**
 * 1 to 500; 100 where absent.
 */
limit?: number, };

export type ActivityPage = {
/**
 * Newest first.
 */
entries: Array<Activity>,
/**
 * Pass as `before` for the next page; none at the end.
 */
older: number | null, };

/**
 * Who did something: the window, the command line, the gateway's own API, or the gateway's traffic.
 */
export type Actor = "app" | "cli" | "http" | "gateway";

/**
 * The code that speaks to a management API.
 */
export type Adapter = "local" | "account_api_keys" | "openrouter" | "openai_admin" | "anthropic_admin" | "xai" | "fireworks" | "litellm";

/**
 * Which of an account's addresses is meant.
 */
export type AddressName = "openai" | "anthropic" | "native" | "management";

/**
 * How programs reach the provider.
 */
export type Api = { base_urls: Array<BaseUrl>,
/**
 * How a key may be sent, the usual way first. There is no way in the address.
 */
auth: Array<KeyAuth>,
/**
 * Headers that a request needs or may have beside the key.
 */
request_headers: Array<RequestHeader>,
/**
 * The request that tells whether a key works.
 */
probe: Probe | null,
/**
 * Why there is no probe.
 */
no_probe: string | null, example: ExampleRequest | null,
/**
 * What an ordinary key may ask about itself.
 */
key_can: Array<Ability>,
/**
 * Sent as `true`, it has the provider explain how it read the key.
 */
debug_auth_header: string | null, };

export type ApiShape = "openai" | "anthropic" | "native";

/**
 * What the shell needs before it shows anything.
 */
export type AppStatus = { version: string,
/**
 * `linux`, `macos` or `windows`.
 */
platform: string, data_folder: string,
/**
 * Nothing has been set up yet: show the welcome.
 */
first_start: boolean,
/**
 * What was wrong with the settings file, if anything; the file is kept.
 */
settings_problems: Array<string>, };

/**
 * A file that is named as a backup is. Nothing of it was read.
 */
export type BackupFile = { path: string, name: string, modified_at: string, };

/**
 * What a good backup says of itself.
 */
export type BackupLook = {
/**
 * None where it does not say it.
 */
created_at: string | null,
/**
 * The Keyhinge that wrote it.
 */
version: string, keys: number, };

export type BackupRef = {
/**
 * The whole path of the file.
 */
path: string, };

/**
 * Nothing can be done in this process afterwards; the next start shows what was restored.
 */
export type BackupRestored = {
/**
 * How many keys there are now.
 */
keys: number,
/**
 * Keys that were revoked since the backup was made; they stay revoked.
 */
still_revoked: number,
/**
 * Keys made since then; only what was kept knows them.
 */
left_out: number,
/**
 * What was there before, as a backup; none where there was nothing.
 */
kept: string | null, };

/**
 * What is left to spend.
 */
export type Balance = { available: Money | null, plan: string | null, };

/**
 * The address for programs of one shape. The `openai` one ends as OpenAI's libraries expect it, with the version; the
 * `anthropic` one as Anthropic's do, without.
 */
export type BaseUrl = { shape: ApiShape,
/**
 * Without a slash at its end. None where every account has its own.
 */
url: string | null,
/**
 * An account may have another.
 */
editable: boolean, };

/**
 * A kind of key that a value can be.
 */
export type Candidate = { provider_id: string,
/**
 * The id of the manifest's key type.
 */
key_type: string, };

export type Cannot = { ability: Ability, why: string, };

/**
 * Everything the UI needs to offer what each provider can do.
 */
export type Catalogue = { providers: Array<Provider>, presets: Array<Preset>,
/**
 * The folder that the user's own manifests are read from; it need not exist.
 */
providers_folder: string,
/**
 * The user's manifests that are in use.
 */
user_manifests: Array<UserManifest>,
/**
 * What is wrong with the others.
 */
providers_problems: Array<ManifestProblem>, };

/**
 * One thing that was looked at.
 */
export type Check = {
/**
 * `keychain`, `database`, `gateway_port`, `data_folder`, `settings`, `memory_protection`.
 */
id: string, name: string, state: CheckState,
/**
 * What was found, in a sentence.
 */
found: string,
/**
 * What the user can do; empty where nothing is needed.
 */
next_step: string, };

export type CheckState = "ok" | "warning" | "failed";

/**
 * What Keyhinge has on the clipboard.
 */
export type ClipboardStatus = { "state": "empty" } | { "state": "holding", key_id: string | null, clears_at: string, excluded_from_history: boolean, } | { "state": "cleared" } | { "state": "replaced" } | { "state": "clear_failed", message: string, };

/**
 * What closing the window means.
 */
export type CloseChoice = "stay" | "keep_running" | "quit";

/**
 * `{"code": …, "message": …, "next_step": …}` on every host.
 */
export type CommandError = { message: string, next_step: string, } & ({ "code": "bad_request" } | { "code": "unknown_command" } | { "code": "invalid", field: string, } | { "code": "not_found" } | { "code": "ambiguous" } | { "code": "already_revealed" } | { "code": "secret_not_held" } | { "code": "already_revoked" } | { "code": "key_ended" } | { "code": "busy" } | { "code": "rotation_unproved", refused: boolean, } | { "code": "name_mismatch" } | { "code": "snippet_refused", instead: Instead | null, } | { "code": "snippet_unconfirmed" } | { "code": "host_unconfirmed", hosts: Array<string>, } | { "code": "not_offered" } | { "code": "no_credential" } | { "code": "duplicate", key_id: string, } | { "code": "creation_unknown" } | { "code": "secret_lost", key_id: string, } | { "code": "provider", diagnosis: Diagnosis, } | { "code": "keychain_locked" } | { "code": "keychain_dismissed" } | { "code": "keychain_absent" } | { "code": "keychain_slow" } | { "code": "keychain_unreliable" } | { "code": "vault_locked" } | { "code": "wrong_passphrase" } | { "code": "vault_file" } | { "code": "secrets_unmoved" } | { "code": "port_taken", port: number, free_port: number | null, } | { "code": "gateway_elsewhere" } | { "code": "clipboard_unavailable" } | { "code": "database_newer" } | { "code": "database_damaged" } | { "code": "database_read_only" } | { "code": "database_foreign" } | { "code": "database_busy" } | { "code": "disk_full" } | { "code": "storage" } | { "code": "internal" });

/**
 * For the user to know before.
 */
export type Consequence = "makes_service_account" | "makes_admin_key" | "deletes_service_account";

/**
 * What happened to a copied secret.
 */
export type Copied = { clipboard: ClipboardStatus, };

export type CredentialKind = "session_token" | "admin_key" | "management_key" | "master_key" | "ordinary_key";

export type DataDelete = {
/**
 * “delete all keyhinge data”, as the user typed it, to confirm.
 */
typed: string, };

/**
 * Nothing can be done in this process afterwards; the next start begins anew.
 */
export type DataDeleted = {
/**
 * How many secrets left the keychain.
 */
secrets: number,
/**
 * Files that could not be deleted; none holds a secret.
 */
left: Array<string>, };

/**
 * What a failure means. No secret is in it, nor a part of one.
 */
export type Diagnosis = { class: FailureClass,
/**
 * None where no answer came.
 */
status: number | null,
/**
 * The provider's own word for it.
 */
code: string | null,
/**
 * What happened.
 */
sentence: string,
/**
 * What that means at this provider.
 */
meaning: string, next_step: string,
/**
 * Meaning and next step are the manifest's. Else they are what the class means everywhere.
 */
from_manifest: boolean,
/**
 * What the provider wrote, in at most 200 characters.
 */
provider_says: string | null,
/**
 * What the provider's support asks for.
 */
request_id: string | null,
/**
 * Which limit was reached, where that was said.
 */
metric: ReadingMetric | null,
/**
 * When the call may be made again, where that was said.
 */
retry_at: string | null,
/**
 * The same, as whole seconds from the answer on, rounded up.
 */
retry_after_seconds: number | null,
/**
 * The same call will fail again, however long one waits in a loop.
 */
do_not_retry: boolean,
/**
 * The meaning is what is usual, not what the provider promises.
 */
hint: boolean, };

/**
 * A row of `[[diagnosis]]`: the failures that it is about, and what they mean at this provider. It has at least one of
 * `class`, `status` and `code`, and speaks of failures that match all that it has. One with a status alone speaks of what
 * that status usually means.
 */
export type DiagnosisRow = { class: FailureClass | null, status: number | null,
/**
 * The code in the answer's body, or its type where it has no code; in any case.
 */
code: string | null, meaning: string, next_step: string,
/**
 * The same request will fail again, however long one waits in a loop.
 */
do_not_retry: boolean, hint: boolean, };

/**
 * What helps whoever helps: no secret, no key's name.
 */
export type Diagnostics = { text: string, };

export type DoctorReport = { version: string, sqlite_version: string, schema_version: number, platform: string, data_folder: string, checks: Array<Check>, };

/**
 * Why a probe proves nothing.
 */
export type Doubt = "answers_anyone" | "not_tried_without_key" | "no_answer" | "provider_down" | "not_the_api" | "key_not_seen" | "another_reason";

/**
 * What a host does differently for. A code exists only if the UI, the CLI or a script acts on it.
 */
export type ErrorCode = { "code": "bad_request" } | { "code": "unknown_command" } | { "code": "invalid", field: string, } | { "code": "not_found" } | { "code": "ambiguous" } | { "code": "already_revealed" } | { "code": "secret_not_held" } | { "code": "already_revoked" } | { "code": "key_ended" } | { "code": "busy" } | { "code": "rotation_unproved", refused: boolean, } | { "code": "name_mismatch" } | { "code": "snippet_refused", instead: Instead | null, } | { "code": "snippet_unconfirmed" } | { "code": "host_unconfirmed", hosts: Array<string>, } | { "code": "not_offered" } | { "code": "no_credential" } | { "code": "duplicate", key_id: string, } | { "code": "creation_unknown" } | { "code": "secret_lost", key_id: string, } | { "code": "provider", diagnosis: Diagnosis, } | { "code": "keychain_locked" } | { "code": "keychain_dismissed" } | { "code": "keychain_absent" } | { "code": "keychain_slow" } | { "code": "keychain_unreliable" } | { "code": "vault_locked" } | { "code": "wrong_passphrase" } | { "code": "vault_file" } | { "code": "secrets_unmoved" } | { "code": "port_taken", port: number, free_port: number | null, } | { "code": "gateway_elsewhere" } | { "code": "clipboard_unavailable" } | { "code": "database_newer" } | { "code": "database_damaged" } | { "code": "database_read_only" } | { "code": "database_foreign" } | { "code": "database_busy" } | { "code": "disk_full" } | { "code": "storage" } | { "code": "internal" };

/**
 * A request as a program would send it.
 */
export type ExampleRequest = { method: HttpMethod, shape: ApiShape, path: string,
/**
 * JSON.
 */
body: string | null, };

/**
 * When a new key stops working.
 */
export type Expiry = { "kind": "never" } | { "kind": "in_days", days: number, } | { "kind": "at", at: string, };

export type ExportFormat = "json" | "csv";

/**
 * An export as text, and the name that its file should have.
 */
export type Exported = { text: string,
/**
 * As `keyhinge-keys-20261121T070000Z.csv`.
 */
file_name: string, };

/**
 * What kind of failure it is, whatever a provider calls it.
 */
export type FailureClass = "missing_key" | "invalid_key" | "expired_key" | "revoked_key" | "wrong_credential" | "wrong_permission" | "suspended" | "payment_required" | "rate_limited" | "model_not_found" | "not_found" | "bad_request" | "provider_down" | "not_the_api" | "address_refused" | "unusable_key" | "proxy" | "name_not_found" | "connection_refused" | "tls" | "timed_out" | "unreachable" | "broken" | "unreadable" | "unknown";

/**
 * Where a snippet will be written.
 */
export type FileChosen = {
/**
 * Good for one write within ten minutes; none where the user chose nothing.
 */
choice: string | null,
/**
 * For the eye.
 */
path: string | null, };

/**
 * Why a file was not read or not changed. It is as it was.
 */
export type FileProblem = { "kind": "missing" } | { "kind": "not_allowed" } | { "kind": "read_only" } | { "kind": "folder" } | { "kind": "not_a_file" } | { "kind": "too_large" } | { "kind": "binary" } | { "kind": "not_utf8" } | { "kind": "changed" } | { "kind": "rights_lost", reason: string, } | { "kind": "failed", reason: string, };

/**
 * One of the folders that Keyhinge uses.
 */
export type FolderName = "data" | "settings" | "logs";

export type FolderOpen = { folder: FolderName, };

/**
 * Where this process keeps what it keeps, as paths.
 */
export type FoldersInUse = { data: string, settings: string, logs: string,
/**
 * What the logs take up.
 */
logs_bytes: number,
/**
 * `RUST_LOG` was set at the start; it comes before the setting `log_level`.
 */
rust_log: boolean, };

/**
 * How a text comes by the key.
 */
export type Form = "variable" | "ask" | "reference" | "value" | "placeholder";

export type FormRow = { form: Form,
/**
 * How this form can leak the key, or why else it is not safe; none where it does not.
 */
risk: string | null,
/**
 * Why it cannot be had for this key, as a sentence.
 */
unfit: string | null, };

/**
 * Why a listing may not be whole.
 */
export type Gap = "repeated" | "changed" | "too_long" | "not_told";

export type GatewayStart = {
/**
 * Another port than the remembered one; it is remembered once it works.
 */
port?: number, };

/**
 * Whether the gateway runs, and where.
 */
export type GatewayStatus = { "state": "off", port: number, } | { "state": "running", url: string, port: number, } | { "state": "elsewhere", url: string | null, } | { "state": "failed", port: number, message: string, next_step: string, };

export type GitSays = "no_repository" | "ignored" | "not_ignored" | "unknown";

export type HttpMethod = "GET" | "POST";

/**
 * One key to take in: into an account, or into a new one at a provider, with its default addresses.
 */
export type ImportChoice = { index: number, account_id?: string, provider_id?: string,
/**
 * From the variable where absent.
 */
name?: string, purpose?: string,
/**
 * Take its line out of the file, once the vault has the key.
 */
take_out_of_file?: boolean, };

export type ImportExamine = {
/**
 * One key, several, a whole `.env`, a command.
 */
text: string, };

export type ImportExamineFiles = {
/**
 * At most 200; `~` is the home folder.
 */
paths: Array<string>, };

/**
 * A file that was to be read.
 */
export type ImportFile = { path: string,
/**
 * Where the path is a link to it.
 */
link_to: string | null, found: number, problem: ImportFileProblem | null, };

export type ImportFileProblem = { message: string, next_step: string, } & ({ "kind": "missing" } | { "kind": "not_allowed" } | { "kind": "read_only" } | { "kind": "folder" } | { "kind": "not_a_file" } | { "kind": "too_large" } | { "kind": "binary" } | { "kind": "not_utf8" } | { "kind": "changed" } | { "kind": "rights_lost", reason: string, } | { "kind": "failed", reason: string, });

export type ImportForget = { tray: string, };

/**
 * One key that was found, or what was meant for one.
 */
export type ImportFound = { index: number, masked: string, variable: string | null,
/**
 * From 1.
 */
line: number, file: string | null,
/**
 * The likeliest first. Several are to be asked about; none is unknown.
 */
candidates: Array<Candidate>,
/**
 * The ids of accounts at the candidates' providers.
 */
accounts: Array<string>,
/**
 * Why it cannot be taken.
 */
problem: ImportProblem | null, notes: Array<Note>,
/**
 * The earlier one in the tray with the same secret.
 */
same_as: number | null,
/**
 * The id of the key that has this secret.
 */
already_here: string | null,
/**
 * Its line can be taken out of the file.
 */
removable: boolean,
/**
 * Why not, where it is in a file.
 */
not_removable: ImportLineProblem | null, };

export type ImportKeys = { tray: string, choices: Array<ImportChoice>, };

/**
 * What became of a line of a file.
 */
export type ImportLine = { file: string,
/**
 * It was changed as asked.
 */
done: boolean, problem: ImportLineProblem | null, };

/**
 * Why the line of a key stays as it is.
 */
export type ImportLineProblem = { "of": "line", kind: RemovalProblem, message: string, next_step: string, } | { "of": "file", problem: FileProblem, message: string, next_step: string, } | { "of": "recoded", message: string, next_step: string, };

/**
 * What became of one choice.
 */
export type ImportOutcome = { index: number,
/**
 * The key that has the secret now.
 */
key: KeySummary | null,
/**
 * It had it before.
 */
already_here: boolean,
/**
 * Why nothing was kept.
 */
error: CommandError | null,
/**
 * What became of the line; none where it was not to be taken out.
 */
line: ImportLine | null, };

export type ImportPlaces = {
/**
 * Whose `.env` files are looked for too.
 */
folder?: string, };

/**
 * Files that may hold keys and exist. None was opened.
 */
export type ImportPlacesFound = { files: Array<string>, };

/**
 * A problem with its sentences.
 */
export type ImportProblem = { message: string, next_step: string, } & ({ "kind": "masked" } | { "kind": "own_key" } | { "kind": "duplicate", line: number, } | { "kind": "admin_key", provider_id: string, } | { "kind": "placeholder" } | { "kind": "reference" } | { "kind": "not_a_key", what: Mistaken, } | { "kind": "unsendable", character: string, } | { "kind": "look_alike", character: string, looks_like: string, } | { "kind": "too_short", length: number, } | { "kind": "too_long", length: number, });

export type ImportTextProblem = { kind: TextProblem, message: string, next_step: string, };

/**
 * What was found. It is let go of after ten minutes, and where something else is examined.
 */
export type ImportTray = { tray: string, found: Array<ImportFound>,
/**
 * Names with values that are no keys, as `PORT=3000`.
 */
skipped: number,
/**
 * What is to be said of the text; none of files.
 */
problem: ImportTextProblem | null, files: Array<ImportFile>, };

export type ImportUndo = { tray: string, indexes: Array<number>, };

/**
 * What became of one that was to be undone.
 */
export type ImportUndone = { index: number,
/**
 * The line is as it was; none where it was not taken out.
 */
line: ImportLine | null,
/**
 * Why the key is still here.
 */
error: CommandError | null, };

/**
 * The form that can carry what another refused.
 */
export type Instead = { target: string,
/**
 * The target's name.
 */
name: string, form: Form, };

export type KeyAction = "test" | "test_one_token" | "rename" | "disable" | "enable" | "rotate" | "revoke" | "revoke_guided" | "forget";

export type KeyAuth = "bearer" | "x-api-key" | "x-goog-api-key";

export type KeyCopy = { key_id: string,
/**
 * A snippet target's id; the bare key where absent.
 */
target?: string,
/**
 * The safest where absent.
 */
form?: Form,
/**
 * The provider's where absent.
 */
variable?: string, shape?: ApiShape, model?: string,
/**
 * Yes to the snippet's `question`.
 */
confirmed?: boolean, };

export type KeyCreate = { account_id: string, name: string, purpose: string, permissions: Permissions, generate: boolean, expiry: Expiry,
/**
 * One of the manifest's plans.
 */
plan: string,
/**
 * The plan's numbers where absent; Enterprise has only these.
 */
limits?: MinuteLimits, };

export type KeyCreateAtProvider = { account_id: string, name: string, purpose?: string, expiry: Expiry, options?: ProviderKeyOptions, };

/**
 * A key and the ticket that shows it once.
 */
export type KeyCreated = { key: KeySummary,
/**
 * 128 bits in hex; good for one [`keys_reveal`](crate::commands::keys::keys_reveal).
 */
ticket: string, };

/**
 * What the form for a new key at an account may offer.
 */
export type KeyFormOffer = {
/**
 * Keys can be made from here. Else they are made on the provider's page and imported.
 */
can_create: boolean, options: Array<NewKeyOption>,
/**
 * What making one does beyond its name.
 */
consequence: Consequence | null, };

/**
 * A key that was made at a provider, and the ticket that shows it once.
 */
export type KeyMade = { key: KeySummary, ticket: string,
/**
 * Its secret is in the vault. Else only this process has it, until it ends: show it, try again with `keys_keep`, or revoke
 * the key.
 */
kept: boolean, };

/**
 * Where a key comes from.
 */
export type KeyOrigin = "issued" | "created" | "imported" | "elsewhere";

/**
 * Whether a new key works.
 */
export type KeyProof = { "kind": "works" } | { "kind": "untested" } | { "kind": "cannot_tell" } | { "kind": "refused", until: string, } | { "kind": "unusable" };

export type KeyRef = { key_id: string, };

export type KeyRename = { key_id: string, name: string, };

export type KeyReveal = { ticket: string, };

export type KeyRevoke = { key_id: string,
/**
 * The key's name as the user typed it, to confirm.
 */
typed_name: string, };

/**
 * What a rotation says of a key.
 */
export type KeyRotation = { role: RotationRole, other_key_id: string, stage: RotationStage, };

/**
 * One key, without its secret.
 */
export type KeySummary = {
/**
 * `key_` and 12 letters or digits.
 */
id: string, account_id: string, account_name: string, provider_id: string, name: string,
/**
 * The manifest's key type, as `virtual`.
 */
key_type: string,
/**
 * As `kh_4tQ9…9f2c`: enough to recognise the key, never enough to use it.
 */
masked: string, purpose: Purpose, permissions: Permissions,
/**
 * May generate content (call models), beside reading.
 */
generate: boolean, plan: string, limits: Array<Limit>, status: Status, created_at: string, created_by: Actor, expires_at: string | null, revoked_at: string | null, last_used_at: string | null, reveal: Reveal,
/**
 * The secret is in the keychain of this computer.
 */
secret_held: boolean, origin: KeyOrigin,
/**
 * What the provider calls it; none where only its secret is known, and for virtual keys.
 */
remote_id: string | null, remote_facts: RemoteFacts,
/**
 * When the provider's list last had it; none where no list is read.
 */
as_of: string | null,
/**
 * What its last test told.
 */
last_test: KeyTest | null,
/**
 * The key that takes its place, or whose place it takes.
 */
rotation: KeyRotation | null,
/**
 * What can be done with it now.
 */
actions: Array<KeyAction>,
/**
 * The meter that is nearest to its limit; none where nothing was used in the last minute.
 */
tightest: Meter | null, };

/**
 * What a test of a key told.
 */
export type KeyTest = { at: string,
/**
 * From the request to the whole answer; none where none came.
 */
latency_ms: number | null, verdict: Verdict,
/**
 * Where it did not simply work: what happened, what it means here, what to do.
 */
diagnosis: Diagnosis | null,
/**
 * What the answer said of the key's limits.
 */
readings: Array<Reading>,
/**
 * How the provider read the key, where it explains that.
 */
explained: { [key in string]: string },
/**
 * The model that was called, where the test was a call of one token.
 */
called: string | null,
/**
 * The probe can tell nothing of any key, and a call of one token is known here: it would tell.
 */
offers_one_token: boolean, };

/**
 * A key, and how it is tested.
 */
export type KeyTestBy = { key_id: string,
/**
 * By a call that costs about one token, rather than by the probe, which costs nothing.
 */
one_token?: boolean,
/**
 * The model to call; one that the provider lists where absent.
 */
model?: string, };

export type KeyType = { id: string, name: string,
/**
 * How keys of this type begin; none where that is not known.
 */
prefixes: Array<string>, scope: string,
/**
 * When to use it.
 */
use_for: string,
/**
 * It manages keys; programs cannot use it.
 */
management: boolean,
/**
 * Characters after the prefix, where that is known. Never a reason to refuse a key.
 */
length: number | null,
/**
 * What those characters are, in words. Never a reason to refuse a key.
 */
charset: string | null,
/**
 * How the provider writes a key that it no longer shows, as an example.
 */
masked_example: string | null,
/**
 * The provider shows it only when it is made; none where that is not known.
 */
shown_once: boolean | null,
/**
 * The prefixes are what is usual, not what is promised.
 */
hint: boolean, };

export type KeysExport = { format: ExportFormat, };

/**
 * The language of the window; `System` follows the desktop, and is English where it is none of ours.
 */
export type Language = "system" | "en" | "de";

/**
 * At most `amount` of `metric` in any `window_seconds`.
 */
export type Limit = { metric: Metric, window_seconds: number, amount: number, };

export type LimitHeader = { name: string, about: string,
/**
 * How long its window is, in seconds, where that is fixed and the name does not say it.
 */
window_seconds?: number, hint: boolean, };

/**
 * The finest lines that the log keeps.
 */
export type LogLevel = "error" | "warn" | "info" | "debug";

/**
 * What can be done with keys at this provider, and by which adapter.
 */
export type Management = { adapter: Adapter,
/**
 * None where it goes by the account's own address.
 */
base_url: string | null, credential: ManagementCredential | null,
/**
 * What an account needs beside the credential.
 */
fields: Array<AccountField>, can: Array<Ability>,
/**
 * What else an action does.
 */
consequences: Array<AbilityConsequence>, };

/**
 * What the management API asks for.
 */
export type ManagementCredential = { kind: CredentialKind,
/**
 * What the provider calls it.
 */
name: string,
/**
 * Where it comes from, and what is known about it.
 */
about: string, env_var: string | null, };

/**
 * Why a manifest is not used. The rest of the catalogue is not touched by it.
 */
export type ManifestProblem = { file: string,
/**
 * From 1; none where the whole file is meant.
 */
line: number | null,
/**
 * A plain sentence.
 */
reason: string, };

/**
 * One limit and what is used of it.
 */
export type Meter = { metric: Metric, window_seconds: number, limit: number, used: number,
/**
 * When the whole allowance is back; none while nothing is used.
 */
resets_at: string | null, source: MeterSource,
/**
 * When the newest counted call was made; none where the last window saw none.
 */
read_at: string | null,
/**
 * How `used` falls as the window slides, oldest first.
 */
steps: Array<MeterStep>, };

/**
 * Where a reading came from.
 */
export type MeterSource = "gateway";

/**
 * What `used` will be from `at` on, if nothing more is called: the window slides.
 */
export type MeterStep = { at: string, used: number, };

/**
 * What a limit counts.
 */
export type Metric = "requests" | "prompt_tokens" | "completion_tokens";

/**
 * Limits per minute as plans, requests and the gateway's JSON name them; absent means no limit.
 */
export type MinuteLimits = { requests_per_minute?: number, prompt_tokens_per_minute?: number, completion_tokens_per_minute?: number, };

/**
 * What a value is instead of a key.
 */
export type Mistaken = "address" | "path" | "words";

/**
 * An amount in millionths of a currency's unit.
 */
export type Money = { micros: number,
/**
 * ISO 4217, upper case.
 */
currency: string, };

/**
 * What can be chosen for a new key beyond its name.
 */
export type NewKeyOption = "expires" | "permissions" | "spend_limit" | "requests_per_minute" | "tokens_per_minute";

/**
 * What is worth saying about a key that can be taken.
 */
export type Note = { "kind": "cleaned" } | { "kind": "commented" } | { "kind": "variable_of_another", provider_id: string, } | { "kind": "unusual_characters" };

/**
 * A request without content: `{}`.
 */
export type Nothing = Record<symbol, never>;

/**
 * What closing the window does while the gateway runs.
 */
export type OnClose = "ask" | "keep_running" | "quit";

export type Permission = "read" | "write" | "admin" | "webhook";

/**
 * A set of permissions, sorted and without repeats; never empty once checked.
 */
export type Permissions = Array<Permission>;

/**
 * A place that the old key, or a text for it, went to.
 */
export type Place = { kind: PlaceKind, state: PlaceState,
/**
 * The target's name, the path of the file, or the program's name; none where that is not known.
 */
name: string | null,
/**
 * The id of the snippet target.
 */
target: string | null,
/**
 * Of a file: the variable that its line sets.
 */
variable: string | null,
/**
 * When it last went there; where the new key did since, when that was.
 */
at: string,
/**
 * The new key can be written there in the same way; where there is none, the key itself, in the place of another.
 */
can_write: boolean, };

export type PlaceKind = "copied" | "file" | "revealed" | "text" | "printed" | "program";

export type PlaceState = "holds_old" | "holds_other" | "updated" | "follows";

/**
 * A plan. One without any number has numbers of its own for every customer.
 */
export type Plan = { name: string,
/**
 * It can be had today; else it is announced.
 */
available: boolean, requests_per_minute: number | null, prompt_tokens_per_minute: number | null, completion_tokens_per_minute: number | null,
/**
 * Prompt and completion together, where the provider counts them so.
 */
tokens_per_minute: number | null, requests_per_hour: number | null, requests_per_day: number | null, concurrent_requests: number | null, note: string | null, };

/**
 * Where a target is at home, so that the likely ones are offered first.
 */
export type Platform = "unix" | "windows" | "any";

/**
 * What choosing a purpose fills in; each part can still be changed.
 */
export type Preset = { purpose: Purpose, about: string, permissions: Permissions, generate: boolean, expires_in_days: number | null, };

/**
 * A request that costs nothing and needs the key.
 */
export type Probe = { method: HttpMethod,
/**
 * The base URL that the path goes after.
 */
shape: ApiShape, path: string, proves: Array<Proof>,
/**
 * Whether it answers without a key too, so that an answer proves nothing; none where that is not known and has to
 * be tried.
 */
answers_anyone: boolean | null, hint: boolean, };

/**
 * What a status of the probe's answer proves.
 */
export type Proof = { status: number, means: string, };

/**
 * A provider's manifest. Actions that are not in `management.can` are not offered.
 */
export type Provider = {
/**
 * Small letters, digits, `-` and `_`; what accounts and `khg` name the provider by.
 */
id: string, name: string,
/**
 * A sentence or two.
 */
about: string,
/**
 * The variable that programs read the key from.
 */
env_var: string,
/**
 * Others that some programs read the key from.
 */
other_env_vars: Array<string>,
/**
 * The variable that programs read the base URL from.
 */
base_url_var: string | null,
/**
 * Others that some programs read a base URL from.
 */
other_base_url_vars: Array<string>, links: ProviderLinks,
/**
 * How to get a key, one plain sentence each.
 */
steps: Array<string>, api: Api, key_types: Array<KeyType>, management: Management | null,
/**
 * What cannot be done from here, and why.
 */
cannot: Array<Cannot>, plans: Array<Plan>,
/**
 * What answers say about limits.
 */
limit_headers: Array<LimitHeader>,
/**
 * What failures mean here; see [`Provider::explain`].
 */
diagnosis: Array<DiagnosisRow>, notes: Array<ProviderNote>, };

/**
 * What some providers let one choose for a new key.
 */
export type ProviderKeyOptions = {
/**
 * The provider's own words.
 */
permissions: Array<string>,
/**
 * In US dollars.
 */
spend_limit: number | null, requests_per_minute: number | null, tokens_per_minute: number | null, };

/**
 * Pages for people. Each is `https`.
 */
export type ProviderLinks = { sign_up: string | null,
/**
 * Where keys are made and revoked, and where to go when an action has no API.
 */
keys_page: string | null, docs: string | null, support: string | null, status: string | null, };

export type ProviderNote = { text: string, hint: boolean, };

/**
 * Which of a provider's pages.
 */
export type ProviderPage = "sign_up" | "keys_page" | "docs" | "support" | "status";

export type ProviderPageOpen = { provider_id: string, page: ProviderPage, };

/**
 * A purpose by its display name: `Development`, `Production`, `Read-only`, `Admin`, or the user's own word.
 */
export type Purpose = string;

/**
 * One observation of a limit. At least one of `limit`, `unlimited` and `remaining` is there.
 */
export type Reading = { metric: ReadingMetric,
/**
 * What the provider calls this limit, where it has several of a kind.
 */
name: string | null,
/**
 * None where the provider does not say.
 */
window_seconds: number | null, limit: number | null,
/**
 * The provider says that there is no limit.
 */
unlimited: boolean, remaining: number | null,
/**
 * When the limit is whole again. The reading is stale from then on.
 */
resets_at: string | null, source: ReadingSource, read_at: string, };

/**
 * What a provider's limit counts.
 */
export type ReadingMetric = "requests" | "prompt_tokens" | "completion_tokens" | "tokens" | "concurrent_requests";

/**
 * Where a reading came from.
 */
export type ReadingSource = "response_header";

/**
 * How far a refresh has come.
 */
export type RefreshStatus = {
/**
 * The accounts that are being read now.
 */
running: Array<string>, done: number, total: number, };

/**
 * What reading an account's keys brought.
 */
export type Refreshed = { account_id: string,
/**
 * How many the provider lists.
 */
keys: number,
/**
 * Of those, how many were not known here.
 */
new: number,
/**
 * Known ones that the provider no longer lists.
 */
gone: number,
/**
 * Why the list may not be whole; nothing was taken for gone then.
 */
gap: Gap | null, };

/**
 * What else the provider says of a key, in its own words.
 */
export type RemoteFacts = { permissions: Array<string>,
/**
 * With its currency, as `1.23 USD`.
 */
spent: string | null,
/**
 * By the provider's names.
 */
extra: { [key in string]: string }, };

/**
 * Why a line is left as it is.
 */
export type RemovalProblem = "structured" | "no_statement" | "shared_line" | "several_lines" | "escaped" | "changed";

/**
 * What was taken out.
 */
export type Removed = { keys: number,
/**
 * Secrets that left the vault.
 */
secrets: number, };

export type RequestHeader = { name: string, value: string | null, required: boolean, about: string, };

/**
 * Whether the secret can still be shown in full, once.
 */
export type Reveal = "available" | "used" | "not_held";

/**
 * The only response that carries a secret.
 */
export type Revealed = { secret: string,
/**
 * The UI drops the secret after this many seconds.
 */
hide_after_seconds: number, };

/**
 * What a look at the provider told about a revocation.
 */
export type RevokeConfirmed = { key: KeySummary,
/**
 * What the probe with the key told; none where the provider's list was read.
 */
test: KeyTest | null, };

/**
 * What revoking breaks.
 */
export type RevokeConsequences = { key: KeySummary, last_used_at: string | null, requests_last_24_hours: number,
/**
 * Where the key is, as far as is known: copied, written, shown.
 */
holds: Array<Place>,
/**
 * What asks for it each time, and is not given another.
 */
asks: Array<Place>,
/**
 * The name of the key whose place it has.
 */
stands_in_for: string | null,
/**
 * The name of the key that is to take its place, where nothing was moved over to it yet.
 */
waiting_successor: string | null,
/**
 * The name of the key that has its place, and does not work.
 */
ended_successor: string | null,
/**
 * Where its secret is.
 */
vault: VaultKind,
/**
 * In the order to show them.
 */
sentences: Array<RevokeSentence>, };

export type RevokeEffect = "final" | "callers" | "streams_end" | "guided" | "manifest" | "of_key" | "passed_on" | "production" | "stands_in" | "successor_waits" | "successor_ended" | "forwards" | "holds" | "asks" | "secret_deleted";

/**
 * One thing that revoking does: `text` in English, and what it is about for other languages.
 */
export type RevokeSentence = { about: RevokeEffect,
/**
 * Where it is about the very key.
 */
consequence: Consequence | null, text: string, };

/**
 * How a rotation stands, or would, for a key that is not being replaced.
 */
export type Rotation = { stage: RotationStage, old: KeySummary, new: KeySummary | null,
/**
 * Whether the new key works.
 */
proof: KeyProof | null, started_at: string | null,
/**
 * Since then the gateway and the references use the new key.
 */
switched_at: string | null,
/**
 * Until then, an answer that began with the old key before the switch may go on; none where that cannot be any more.
 */
drains_until: string | null,
/**
 * What asked with the old key may be refused with the new one, which may do less.
 */
may_less: boolean,
/**
 * The new key has a limit that is lower, or that the old one has not.
 */
tighter: boolean,
/**
 * Everything can be moved back: the old key works, and what took its place was not replaced itself, or ended.
 */
can_go_back: boolean,
/**
 * The gateway forwards with the old key, or, after the switch, with the new one.
 */
is_upstream: boolean,
/**
 * The old key was used after the switch: something has not been moved over.
 */
used_since_switch: boolean,
/**
 * What went through the gateway with the old key since the switch, and with the new one since it was made.
 */
old_requests: number, new_requests: number,
/**
 * Where the old key, or a text for it, went; what asks for it each time comes last.
 */
places: Array<Place>,
/**
 * Keys of the same account that can take its place.
 */
candidates: Array<Successor>,
/**
 * What the new key may be called.
 */
suggested_name: string, };

export type RotationPaste = { key_id: string, secret: string,
/**
 * The suggested one where absent.
 */
name?: string, };

export type RotationRole = "old" | "new";

/**
 * What comes next.
 */
export type RotationStage = "create" | "update" | "delete" | "done";

export type RotationSwitch = { key_id: string,
/**
 * Although the provider's answers do not tell whether the new key works.
 */
unproved?: boolean, };

export type RotationTake = { key_id: string,
/**
 * One of the rotation's candidates.
 */
new_key_id: string, };

export type RotationWrite = { key_id: string,
/**
 * One of the rotation's places that can be written.
 */
path: string, variable: string,
/**
 * Yes to the snippet's `question`.
 */
confirmed?: boolean, };

/**
 * A file that was written for the user.
 */
export type Saved = { path: string, };

/**
 * Every setting.
 */
export type Settings = { theme: Theme, language: Language,
/**
 * The gateway starts with the app.
 */
gateway_enabled: boolean,
/**
 * 1024 to 65535: ports below need rights that no user's program should have.
 */
gateway_port: number, on_close: OnClose, start_at_login: boolean,
/**
 * Notifications of the desktop.
 */
notifications: boolean,
/**
 * A key this old should be rotated. 7 to 3650.
 */
rotation_age_days: number,
/**
 * 10 to 600.
 */
clipboard_clear_seconds: number,
/**
 * 10 to 600.
 */
reveal_seconds: number,
/**
 * How providers are reached: `system`, `none`, or an address as [`ProxyChoice::parse`] takes it.
 */
upstream_proxy: string,
/**
 * What of our own the log keeps. Applies at once; `RUST_LOG` has precedence.
 */
log_level: LogLevel, vault: VaultKind, };

/**
 * A change of some settings; what is absent stays.
 */
export type SettingsChange = { theme?: Theme, language?: Language,
/**
 * The gateway starts with the app.
 */
gateway_enabled?: boolean,
/**
 * 1024 to 65535: ports below need rights that no user's program should have.
 */
gateway_port?: number, on_close?: OnClose, start_at_login?: boolean,
/**
 * Notifications of the desktop.
 */
notifications?: boolean,
/**
 * A key this old should be rotated. 7 to 3650.
 */
rotation_age_days?: number,
/**
 * 10 to 600.
 */
clipboard_clear_seconds?: number,
/**
 * 10 to 600.
 */
reveal_seconds?: number,
/**
 * How providers are reached: `system`, `none`, or an address as [`ProxyChoice::parse`] takes it.
 */
upstream_proxy?: string,
/**
 * What of our own the log keeps. Applies at once; `RUST_LOG` has precedence.
 */
log_level?: LogLevel, vault?: VaultKind, };

/**
 * A snippet as it may be shown: the key is masked in `text`.
 */
export type Snippet = { target: string, form: Form,
/**
 * The variable that the text sets or reads.
 */
variable: string, shape: ApiShape | null,
/**
 * None where the text names no model.
 */
model: string | null, text: string,
/**
 * What it is written in, as highlighters call it.
 */
language: string,
/**
 * What installs what the text needs.
 */
install: string | null,
/**
 * The file that it goes into.
 */
file: string | null,
/**
 * How it can be written into a file from here; none where it is pasted.
 */
write_as: WriteAs | null,
/**
 * What to run with it.
 */
then: string | null, about: string,
/**
 * How this form can leak the key.
 */
risk: string | null, notes: Array<string>, warnings: Array<string>,
/**
 * The question to ask before it is copied.
 */
question: string | null,
/**
 * The real text holds the key.
 */
holds_key: boolean, };

export type SnippetChooseFile = {
/**
 * A target whose snippets say `write_as`.
 */
target: string, };

/**
 * Where a key can go, and what is likely wanted.
 */
export type SnippetOffers = {
/**
 * Every target, in the order to offer them; what does not fit this key says why.
 */
targets: Array<TargetRow>,
/**
 * The target of the shell that is used on this computer.
 */
here: string,
/**
 * The platform of this computer.
 */
platform: Platform,
/**
 * The variable that programs read this provider's keys from.
 */
variable: string,
/**
 * The formats that the key can be used with, the usual one first.
 */
shapes: Array<ApiShape>,
/**
 * Names of models to choose from, the likeliest first; any other is allowed.
 */
models: Array<string>, };

/**
 * Which snippet: what is left out is chosen, the safest form among it.
 */
export type SnippetPreview = { key_id: string, target: string, form?: Form,
/**
 * The provider's where absent.
 */
variable?: string, shape?: ApiShape, model?: string, };

export type SnippetWrite = { key_id: string, target: string,
/**
 * The safest where absent.
 */
form?: Form,
/**
 * The provider's where absent.
 */
variable?: string,
/**
 * The snippet's question was answered with yes.
 */
confirmed: boolean,
/**
 * From `snippets_choose_file`.
 */
choice: string, };

export type SnippetWriteRef = {
/**
 * As `snippets_write` answered it.
 */
id: number, };

/**
 * What a key's row says. Ordered by precedence in [`Status::derive`].
 */
export type Status = { "kind": "revoked" } | { "kind": "revocation_not_confirmed" } | { "kind": "pending" } | { "kind": "gone" } | { "kind": "disabled" } | { "kind": "expired" } | { "kind": "refused" } | { "kind": "limit_reached", until: string | null, } | { "kind": "expires_soon", days: number, } | { "kind": "old", days: number, } | { "kind": "active" };

export type Successor = { key_id: string, name: string, masked: string, };

/**
 * What was taken back.
 */
export type TakenBack = { path: string, variable: string,
/**
 * The file was made by the write, and is gone again.
 */
deleted: boolean, };

/**
 * The kinds of targets, in the order in which they are offered.
 */
export type TargetGroup = "shell" | "file" | "container" | "ci" | "code" | "tool";

/**
 * A place for a key, as it is offered.
 */
export type TargetRow = {
/**
 * Small letters, digits and `_`; what `khg snippet` names it by.
 */
id: string, name: string, group: TargetGroup, platform: Platform,
/**
 * What the text does, in a sentence.
 */
about: string,
/**
 * The shapes of API that it can be written for; empty where it is the same for all.
 */
shapes: Array<ApiShape>,
/**
 * The variable that it always sets or reads; none where any name will do.
 */
variable: string | null,
/**
 * The safest first.
 */
forms: Array<FormRow>,
/**
 * Why it does not fit this key, as a sentence.
 */
unfit: string | null, };

/**
 * What is to be said about the whole text.
 */
export type TextProblem = "empty" | "no_keys" | "too_long" | "too_many";

export type Theme = "system" | "light" | "dark";

/**
 * What changed. The first element of every query key in the UI.
 */
export type Topic = "accounts" | "activity" | "catalogue" | "clipboard" | "gateway" | "keys" | "limits" | "settings" | "usage" | "vault" | "window";

/**
 * What kept an account from being read.
 */
export type Trouble = { at: string, diagnosis: Diagnosis, };

/**
 * A manifest of the user's that is in use.
 */
export type UserManifest = { provider_id: string, file: string,
/**
 * It stands in the place of an embedded one.
 */
replaces: boolean, };

export type VaultChangePassphrase = {
/**
 * The present one.
 */
passphrase: string,
/**
 * At least 12 characters.
 */
new_passphrase: string, };

export type VaultChooseFile = {
/**
 * At least 12 characters.
 */
passphrase: string,
/**
 * Go on although secrets stay behind that the present vault does not give.
 */
leave_secrets?: boolean, };

export type VaultChooseKeychain = {
/**
 * Go on although the file cannot be opened; it is kept under another name.
 */
leave_secrets?: boolean, };

/**
 * Where secrets are kept. The file is encrypted, and only ever chosen by the user.
 */
export type VaultKind = "keychain" | "file";

/**
 * Whether secrets can be written and read now.
 */
export type VaultState = "ready" | "locked" | "absent" | "missing_file" | "bad_file" | "failed";

/**
 * Which vault is chosen, and how it is.
 */
export type VaultStatus = { kind: VaultKind, state: VaultState,
/**
 * Where the file is, or was; none for the keychain.
 */
file: string | null,
/**
 * A plain sentence.
 */
message: string,
/**
 * Empty where nothing is needed.
 */
next_step: string, };

/**
 * What came of choosing another vault.
 */
export type VaultSwitched = { status: VaultStatus,
/**
 * Secrets that were taken along.
 */
moved: number,
/**
 * Of those, how many could not be deleted from the old vault.
 */
left: number, };

export type VaultUnlock = { passphrase: string, };

/**
 * What is known of a key after a probe.
 */
export type Verdict = { "verdict": "works" } | { "verdict": "works_later", class: FailureClass, } | { "verdict": "forbidden", class: FailureClass, } | { "verdict": "refused", class: FailureClass, } | { "verdict": "cannot_tell", doubt: Doubt, };

export type WindowClose = { choice: CloseChoice,
/**
 * Do so from now on, without asking.
 */
remember: boolean, };

/**
 * What the page is to open, if anything.
 */
export type WindowRoute = {
/**
 * A fragment of the page, such as `#/keys`.
 */
route: string | null,
/**
 * The form for a new key.
 */
create_key: boolean, };

/**
 * What the window should know of itself.
 */
export type WindowStatus = {
/**
 * The user closed the window while the gateway runs, and has not said yet what that means.
 */
asks_to_close: boolean,
/**
 * There is a tray from which the window comes back.
 */
tray: boolean, };

/**
 * How a text is put into a file of the user's.
 */
export type WriteAs = "line" | "block";

/**
 * What was done to a file.
 */
export type Written = {
/**
 * Names the write, to take it back.
 */
id: number,
/**
 * The file that was asked for.
 */
path: string,
/**
 * The file that was written, where `path` is a link to it.
 */
link_to: string | null, variable: string,
/**
 * There was no such file.
 */
created: boolean,
/**
 * A line that was there was replaced.
 */
replaced: boolean,
/**
 * Other lines that set the variable too; what was written stands after them.
 */
others: number,
/**
 * Of a file that holds the key itself; none for a reference.
 */
git: GitSays | null, };

export type Commands = {
  app_status: { request: Nothing; response: AppStatus };
  doctor: { request: Nothing; response: DoctorReport };
  settings_get: { request: Nothing; response: Settings };
  settings_change: { request: SettingsChange; response: Settings };
  folders_get: { request: Nothing; response: FoldersInUse };
  folders_open: { request: FolderOpen; response: Nothing };
  gateway_status: { request: Nothing; response: GatewayStatus };
  gateway_start: { request: GatewayStart; response: GatewayStatus };
  gateway_stop: { request: Nothing; response: GatewayStatus };
  gateway_copy_session_token: { request: Nothing; response: Copied };
  catalogue_get: { request: Nothing; response: Catalogue };
  provider_page_open: { request: ProviderPageOpen; response: Nothing };
  accounts_list: { request: Nothing; response: Array<Account> };
  accounts_test: { request: AccountInput; response: AccountTest };
  accounts_add: { request: AccountAdd; response: Account };
  accounts_change: { request: AccountChange; response: Account };
  accounts_remove: { request: AccountRemove; response: Removed };
  accounts_set_upstream: { request: AccountSetUpstream; response: Account };
  accounts_refresh: { request: AccountsRefresh; response: Array<AccountRefreshed> };
  accounts_refresh_status: { request: Nothing; response: RefreshStatus };
  accounts_refresh_cancel: { request: Nothing; response: RefreshStatus };
  accounts_key_form: { request: AccountRef; response: KeyFormOffer };
  keys_list: { request: Nothing; response: Array<KeySummary> };
  keys_create: { request: KeyCreate; response: KeyCreated };
  keys_create_at_provider: { request: KeyCreateAtProvider; response: KeyMade };
  keys_keep: { request: KeyRef; response: KeySummary };
  keys_rename: { request: KeyRename; response: KeySummary };
  keys_disable: { request: KeyRef; response: KeySummary };
  keys_enable: { request: KeyRef; response: KeySummary };
  keys_forget: { request: KeyRef; response: Nothing };
  keys_test: { request: KeyTestBy; response: KeyTest };
  keys_readings: { request: KeyRef; response: Array<Reading> };
  keys_reveal_ticket: { request: KeyRef; response: KeyCreated };
  keys_reveal: { request: KeyReveal; response: Revealed };
  keys_copy: { request: KeyCopy; response: Copied };
  keys_limits: { request: KeyRef; response: Array<Meter> };
  keys_revoke_consequences: { request: KeyRef; response: RevokeConsequences };
  keys_revoke: { request: KeyRevoke; response: KeySummary };
  keys_revoke_confirm: { request: KeyTestBy; response: RevokeConfirmed };
  keys_revoke_cancel: { request: KeyRef; response: KeySummary };
  keys_revoke_by_hand: { request: KeyRevoke; response: KeySummary };
  rotation_get: { request: KeyRef; response: Rotation };
  rotation_take: { request: RotationTake; response: Rotation };
  rotation_paste: { request: RotationPaste; response: Rotation };
  rotation_switch: { request: RotationSwitch; response: Rotation };
  rotation_switch_back: { request: KeyRef; response: Rotation };
  rotation_cancel: { request: KeyRef; response: Nothing };
  rotation_write: { request: RotationWrite; response: Written };
  import_examine: { request: ImportExamine; response: ImportTray };
  import_examine_files: { request: ImportExamineFiles; response: ImportTray };
  import_places: { request: ImportPlaces; response: ImportPlacesFound };
  import_keys: { request: ImportKeys; response: Array<ImportOutcome> };
  import_undo: { request: ImportUndo; response: Array<ImportUndone> };
  import_forget: { request: ImportForget; response: Nothing };
  activity_list: { request: ActivityList; response: ActivityPage };
  snippets_targets: { request: KeyRef; response: SnippetOffers };
  snippets_preview: { request: SnippetPreview; response: Snippet };
  snippets_choose_file: { request: SnippetChooseFile; response: FileChosen };
  snippets_write: { request: SnippetWrite; response: Written };
  snippets_write_undo: { request: SnippetWriteRef; response: TakenBack };
  clipboard_status: { request: Nothing; response: ClipboardStatus };
  keys_export: { request: KeysExport; response: Exported };
  keys_export_save: { request: KeysExport; response: Saved };
  diagnostics_report: { request: Nothing; response: Diagnostics };
  backup_create: { request: Nothing; response: Saved };
  backups_list: { request: Nothing; response: Array<BackupFile> };
  backup_look: { request: BackupRef; response: BackupLook };
  backup_restore: { request: BackupRef; response: BackupRestored };
  data_delete_all: { request: DataDelete; response: DataDeleted };
  window_status: { request: Nothing; response: WindowStatus };
  window_close: { request: WindowClose; response: WindowStatus };
  window_route: { request: Nothing; response: WindowRoute };
  vault_status: { request: Nothing; response: VaultStatus };
  vault_choose_file: { request: VaultChooseFile; response: VaultSwitched };
  vault_choose_keychain: { request: VaultChooseKeychain; response: VaultSwitched };
  vault_unlock: { request: VaultUnlock; response: VaultStatus };
  vault_lock: { request: Nothing; response: VaultStatus };
  vault_change_passphrase: { request: VaultChangePassphrase; response: VaultStatus };
};
