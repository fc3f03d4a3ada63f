/** The names of targets that are no names of programs or files. */
export const TARGETS: Readonly<Record<string, string>> = {
  '.env file': '.env-Datei',
  '.env for Node dotenv': '.env für Node dotenv',
  '.env for python-dotenv': '.env für python-dotenv',
  'Claude Code, by variables': 'Claude Code, über Variablen',
  'Command Prompt': 'Eingabeaufforderung',
  'Command Prompt, for good': 'Eingabeaufforderung, dauerhaft',
  'Dockerfile build secret': 'Dockerfile, Build-Secret',
  'PowerShell profile': 'PowerShell-Profil',
  'PowerShell, for good': 'PowerShell, dauerhaft',
  'cURL, Command Prompt': 'cURL, Eingabeaufforderung',
};

/** A target's name in German; as it is where it is a name. */
export function target(name: string): string {
  return TARGETS[name] ?? name;
}

/**
 * What the core tells of targets, by its English sentence: many rows share one, and a sentence that changes there is
 * not told here in its old sense.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  // What a text does.
  'Sets the variable in this shell and what it starts.':
    'Setzt die Variable in dieser Shell und in dem, was sie startet.',
  'Sets the variable in this shell and what it starts; for dash, ksh, busybox and any other.':
    'Setzt die Variable in dieser Shell und in dem, was sie startet; für dash, ksh, busybox und jede andere.',
  'Sets the variable in this session and what it starts.':
    'Setzt die Variable in dieser Sitzung und in dem, was sie startet.',
  'Sets the variable in this window and what it starts.':
    'Setzt die Variable in diesem Fenster und in dem, was es startet.',
  'Sets the variable for your user, in every program that is started from now on.':
    'Setzt die Variable für das eigene Benutzerkonto, in jedem Programm, das ab jetzt gestartet wird.',
  'Every new bash has the variable, fresh from the keychain.':
    'Jede neue bash hat die Variable, frisch aus dem Schlüsselbund.',
  'Every new zsh has the variable, fresh from the keychain.':
    'Jede neue zsh hat die Variable, frisch aus dem Schlüsselbund.',
  'Every login shell has the variable, fresh from the keychain.':
    'Jede Login-Shell hat die Variable, frisch aus dem Schlüsselbund.',
  'Every new fish has the variable, fresh from the keychain.':
    'Jede neue fish hat die Variable, frisch aus dem Schlüsselbund.',
  'Every new PowerShell has the variable, fresh from the keychain.':
    'Jede neue PowerShell hat die Variable, frisch aus dem Schlüsselbund.',
  'A line for a .env file, in the form that every reader understands.':
    'Eine Zeile für eine .env-Datei, in der Form, die jedes Programm versteht.',
  'A line for a .env file that python-dotenv reads.':
    'Eine Zeile für eine .env-Datei, die python-dotenv liest.',
  'A line for a .env file that the package dotenv reads.':
    'Eine Zeile für eine .env-Datei, die das Paket dotenv liest.',
  'A line for a .env file that Node reads by itself, from version 20.6 on.':
    'Eine Zeile für eine .env-Datei, die Node ab Version 20.6 selbst liest.',
  'A line for an .envrc: the variable is set in this folder and below.':
    'Eine Zeile für eine .envrc: Die Variable ist in diesem Ordner und darunter gesetzt.',
  "A line for the file that a unit's EnvironmentFile= names.":
    'Eine Zeile für die Datei, die EnvironmentFile= einer Unit nennt.',
  'A line for a file that docker run reads: everything after = is the value.':
    'Eine Zeile für eine Datei, die docker run liest: Alles nach = ist der Wert.',
  "Starts the program in VS Code's debugger with the variable set.":
    'Startet das Programm im Debugger von VS Code mit gesetzter Variable.',
  'Hands the variable to a container when it is started.':
    'Reicht die Variable an einen Container weiter, wenn er startet.',
  'Gives one build step the variable, and leaves it in no layer.':
    'Gibt einem einzigen Schritt des Builds die Variable und lässt sie in keiner Schicht zurück.',
  'Hands the variable to a service.': 'Reicht die Variable an einen Dienst weiter.',
  'Has Compose read the variable from a file of its own.':
    'Lässt Compose die Variable aus einer eigenen Datei lesen.',
  'Hands the key to a service as a file, which no other process inherits.':
    'Reicht den Schlüssel als Datei an einen Dienst weiter; kein anderer Prozess erbt sie.',
  'Keeps the key in the cluster, for pods to refer to.':
    'Legt den Schlüssel im Cluster ab, damit Pods auf ihn verweisen.',
  "Gives a pod's container the variable from the Secret.":
    'Gibt dem Container eines Pods die Variable aus dem Secret.',
  'Keeps the key with the repository, for its workflows.':
    'Legt den Schlüssel beim Repository ab, für dessen Workflows.',
  'Gives one step of a workflow the variable from the secret.':
    'Gibt einem einzigen Schritt eines Workflows die Variable aus dem Secret.',
  'Asks a question that costs nothing.': 'Stellt eine Anfrage, die nichts kostet.',
  'Calls a model.': 'Ruft ein Modell auf.',
  'Calls a model, without a program of its own.': 'Ruft ein Modell auf, ohne ein eigenes Programm.',
  'Calls a model, and tells a refused key from a limit.':
    'Ruft ein Modell auf und unterscheidet einen abgewiesenen Schlüssel von einem Limit.',
  'Calls a model with a time limit, waits out limits, and tells a refused key. For Node 18 or newer, as a module.':
    'Ruft ein Modell mit Zeitgrenze auf, wartet Limits ab und sagt, wenn der Schlüssel abgewiesen wird. Für Node 18 oder neuer, als Modul.',
  "Calls a model with OpenAI's library.": 'Ruft ein Modell mit der Bibliothek von OpenAI auf.',
  "Calls a model with Anthropic's library.": 'Ruft ein Modell mit der Bibliothek von Anthropic auf.',
  'Calls a model through LangChain.': 'Ruft ein Modell über LangChain auf.',
  'Calls a model through LiteLLM.': 'Ruft ein Modell über LiteLLM auf.',
  'Calls a model through the AI SDK.': 'Ruft ein Modell über das AI SDK auf.',
  'Reads the key from the variable.': 'Liest den Schlüssel aus der Variable.',
  'Reads the key from a .env file or from the variable.':
    'Liest den Schlüssel aus einer .env-Datei oder aus der Variable.',
  'Has Claude Code ask khg for the key and call this provider.':
    'Lässt Claude Code den Schlüssel bei khg holen und diesen Anbieter aufrufen.',
  'Starts Claude Code with this key and this provider, once.':
    'Startet Claude Code mit diesem Schlüssel und diesem Anbieter, ein Mal.',
  'Adds a profile for this provider to Codex.': 'Fügt in Codex ein Profil für diesen Anbieter ein.',
  'Starts aider with this key and this provider, once.':
    'Startet aider mit diesem Schlüssel und diesem Anbieter, ein Mal.',
  'Has aider call this provider wherever the file lies, with the key from the variable.':
    'Lässt aider diesen Anbieter aufrufen, wo immer die Datei liegt, mit dem Schlüssel aus der Variable.',
  'Adds this provider to opencode, which reads the key from the variable.':
    'Fügt diesen Anbieter in opencode ein, das den Schlüssel aus der Variable liest.',
  'Adds a model of this provider to Continue, which keeps the key in a file of its own.':
    'Fügt ein Modell dieses Anbieters in Continue ein, das den Schlüssel in einer eigenen Datei behält.',
  'Starts the Gemini CLI with this key, once.': 'Startet die Gemini CLI mit diesem Schlüssel, ein Mal.',

  // How a form can leak the key.
  'bash keeps the line in its history, unless HISTCONTROL has ignorespace or ignoreboth.':
    'bash behält die Zeile im Verlauf, es sei denn, HISTCONTROL enthält ignorespace oder ignoreboth.',
  'zsh keeps the line in its history, unless HIST_IGNORE_SPACE is set.':
    'zsh behält die Zeile im Verlauf, es sei denn, HIST_IGNORE_SPACE ist gesetzt.',
  'A shell with a history keeps the line in it.': 'Eine Shell mit Verlauf behält die Zeile darin.',
  "The blank in front keeps the line out of fish's history; without it, the key is saved there.":
    'Das Leerzeichen davor hält die Zeile aus dem Verlauf von fish heraus; ohne es wird der Schlüssel dort gespeichert.',
  'PSReadLine writes the line to its history file.': 'PSReadLine schreibt die Zeile in seine Verlaufsdatei.',
  'The registry keeps the key in plain text, for every program of yours to read.':
    'Die Registry behält den Schlüssel im Klartext, für jedes eigene Programm lesbar.',
  'The registry keeps the key in plain text, for every program of yours to read, and PSReadLine writes the line to its history file.':
    'Die Registry behält den Schlüssel im Klartext, für jedes eigene Programm lesbar, und PSReadLine schreibt die Zeile in seine Verlaufsdatei.',
  'The registry keeps the key in plain text, for every program of yours to read, and it stands in the process list while setx runs.':
    'Die Registry behält den Schlüssel im Klartext, für jedes eigene Programm lesbar, und er steht in der Prozessliste, solange setx läuft.',
  'What you paste is shown on the screen.': 'Was eingefügt wird, ist auf dem Bildschirm zu sehen.',
  'The line can be recalled in this window until it is closed.':
    'Die Zeile lässt sich in diesem Fenster zurückholen, bis es geschlossen wird.',
  'The file holds the key in plain text.': 'Die Datei enthält den Schlüssel im Klartext.',
  'The file holds the key in plain text: keep it out of version control.':
    'Die Datei enthält den Schlüssel im Klartext: nicht in die Versionsverwaltung geben.',
  'The file holds the key in plain text: keep it out of version control and out of images.':
    'Die Datei enthält den Schlüssel im Klartext: nicht in die Versionsverwaltung und nicht in Images geben.',
  'The file holds the key in plain text: keep it out of version control, and delete it afterwards.':
    'Die Datei enthält den Schlüssel im Klartext: nicht in die Versionsverwaltung geben und danach löschen.',
  "The file holds the key in plain text: make it root's, with mode 0600.":
    'Die Datei enthält den Schlüssel im Klartext: Sie sollte root gehören, mit Modus 0600.',
  'launch.json is usually committed, and the key with it.':
    'launch.json wird meist eingecheckt, und der Schlüssel mit ihr.',
  'compose.yaml is usually committed, and the key with it.':
    'compose.yaml wird meist eingecheckt, und der Schlüssel mit ihr.',
  "The key stands in the shell's history and in the process list, and docker inspect shows it.":
    'Der Schlüssel steht im Verlauf der Shell und in der Prozessliste, und docker inspect zeigt ihn.',

  // What else to know.
  'Paste the key when it asks; it is not shown.':
    'Den Schlüssel einfügen, wenn danach gefragt wird; er wird nicht angezeigt.',
  'Paste the key when it asks; it is not shown. If you break off, type: stty echo':
    'Den Schlüssel einfügen, wenn danach gefragt wird; er wird nicht angezeigt. Nach einem Abbruch eintippen: stty echo',
  'Paste the key when it asks; it is not shown. Works in Windows PowerShell 5.1 and in PowerShell 7.':
    'Den Schlüssel einfügen, wenn danach gefragt wird; er wird nicht angezeigt. Geht in Windows PowerShell 5.1 und in PowerShell 7.',
  'Programs and terminals that are open do not see it.':
    'Programme und Terminals, die schon offen sind, sehen sie nicht.',
  'In a batch file, write %%k for each %k.': 'In einer Batch-Datei für jedes %k ein %%k schreiben.',
  'Terminals that are open do not see it, this one included. setx cannot delete a variable, and holds 1,024 characters.':
    'Terminals, die schon offen sind, sehen sie nicht, auch dieses nicht. setx kann eine Variable nicht löschen und fasst 1.024 Zeichen.',
  'bash on macOS reads ~/.bash_profile instead.': 'bash unter macOS liest stattdessen ~/.bash_profile.',
  'LoadCredential= hands a key to a service without a variable, which child processes would inherit.':
    'LoadCredential= gibt einem Dienst einen Schlüssel ohne Variable, die seine Kindprozesse erben würden.',
  'In a configuration that is there already, env and inputs are what counts.':
    'In einer Konfiguration, die es schon gibt, kommt es auf env und inputs an.',
  'The variable comes from the file .env of the folder.':
    'Die Variable kommt aus der Datei .env des Ordners.',
  'The value comes from your shell: set the variable there first. Whoever may use Docker can read it with docker inspect.':
    'Der Wert kommt aus der Shell: Dort zuerst die Variable setzen. Wer Docker benutzen darf, kann ihn mit docker inspect lesen.',
  'Whoever may use Docker can read it with docker inspect.':
    'Wer Docker benutzen darf, kann ihn mit docker inspect lesen.',
  "Never use ARG or ENV for a key: it stays in the image. The file's first line has to be: # syntax=docker/dockerfile:1.10":
    'Nie ARG oder ENV für einen Schlüssel nehmen: Er bleibt im Image. Die erste Zeile der Datei muss sein: # syntax=docker/dockerfile:1.10',
  'The value comes from the shell in which Compose is started, or from the file .env beside it.':
    'Der Wert kommt aus der Shell, in der Compose gestartet wird, oder aus der Datei .env daneben.',
  "The line for key.env is this target's form with the key.":
    'Die Zeile für key.env ist die Form dieses Ziels mit dem Schlüssel.',
  'The service reads it from the file of that name in /run/secrets. The value comes from the shell in which Compose is started.':
    'Der Dienst liest ihn aus der Datei dieses Namens in /run/secrets. Der Wert kommt aus der Shell, in der Compose gestartet wird.',
  'The value comes from your shell: set the variable there first.':
    'Der Wert kommt aus der Shell: Dort zuerst die Variable setzen.',
  'Run it in a clone of the repository, and paste the key when it asks.':
    'In einem Klon des Repositorys ausführen und den Schlüssel einfügen, wenn danach gefragt wird.',
  'Run it in a clone of the repository.': 'In einem Klon des Repositorys ausführen.',
  'Never write the secret into run: itself: there it becomes part of a script.':
    'Das Secret nie in run: selbst schreiben: Dort wird es Teil eines Skripts.',
  'While it runs, the process list shows the key.': 'Solange es läuft, zeigt die Prozessliste den Schlüssel.',
  'Not for a page in a browser: whoever opens it could read the key.':
    'Nicht für eine Seite im Browser: Wer sie öffnet, könnte den Schlüssel lesen.',
  'A variable ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN in the shell comes before it.':
    'Eine Variable ANTHROPIC_API_KEY oder ANTHROPIC_AUTH_TOKEN in der Shell geht vor.',
  'Where the file is there already, add these lines to it.':
    'Wo es die Datei schon gibt, diese Zeilen in sie einfügen.',
  'Where the file is there already, add the provider to it.':
    'Wo es die Datei schon gibt, den Anbieter in sie einfügen.',
  'Where the file is there already, add the model to it.':
    'Wo es die Datei schon gibt, das Modell in sie einfügen.',
  'Where it asks how to sign in, choose the API key.':
    'Wo sie fragt, wie man sich anmeldet, den API-Schlüssel wählen.',
  'Codex calls /responses, which not every provider with the format of OpenAI has.':
    'Codex ruft /responses auf, das nicht jeder Anbieter mit dem Format von OpenAI hat.',
  'The secret comes from the file ~/.continue/.env; its line is the target .env file.':
    'Das Secret kommt aus der Datei ~/.continue/.env; ihre Zeile ist das Ziel „.env-Datei“.',
  'This key manages other keys; models cannot be called with it.':
    'Dieser Schlüssel verwaltet andere Schlüssel; Modelle lassen sich damit nicht aufrufen.',

  // Why something cannot be had.
  'The key is not stored here.': 'Der Schlüssel ist hier nicht gespeichert.',
  'The secret of this key is not held here.': 'Das Geheimnis dieses Schlüssels liegt nicht hier.',
  'Every account of this provider has an address of its own, and none is known here.':
    'Jedes Konto dieses Anbieters hat eine eigene Adresse, und hier ist keine bekannt.',
  "A variable's name has up to 64 letters, digits and _, and no digit in front.":
    'Der Name einer Variable hat bis zu 64 Buchstaben, Ziffern und _, und vorn keine Ziffer.',
  'GitHub keeps names that begin with GITHUB_ for itself.':
    'Namen, die mit GITHUB_ beginnen, behält GitHub sich vor.',
  'It holds characters that cannot be seen.': 'Darin sind Zeichen, die man nicht sieht.',
  'It has more than 500 characters.': 'Das sind mehr als 500 Zeichen.',
};

/** Sentences with a name in them. */
const PATTERNS: readonly (readonly [RegExp, (...named: string[]) => string])[] = [
  [
    /^Put the name of a model in the place of (\S+)\.$/,
    (model) => `An die Stelle von ${model} den Namen eines Modells setzen.`,
  ],
  [
    /^(.+) answers on this computer only, so the container has to share its network, which Docker does on Linux\.$/,
    (name) =>
      `${name} antwortet nur auf diesem Computer, der Container muss also dessen Netz teilen; das kann Docker unter Linux.`,
  ],
  [
    /^Programs take (\S+) for a key of (.+) and send it there, unless they are told another base URL\.$/,
    (variable, other) =>
      `Programme halten ${variable} für einen Schlüssel von ${other} und senden ihn dorthin, es sei denn, man nennt ihnen eine andere Basis-URL.`,
  ],
  [
    /^The key is found only where KEYHINGE_DATA_DIR names its data folder: (.+)$/,
    (folder) => `Der Schlüssel wird nur gefunden, wo KEYHINGE_DATA_DIR seinen Datenordner nennt: ${folder}`,
  ],
  [
    /^(.+) takes the keys of one provider only, and (.+) is another\.$/,
    (target, name) => `${target} nimmt nur Schlüssel eines einzigen Anbieters, und ${name} ist ein anderer.`,
  ],
  [
    /^What a request to (.+) looks like here is not known\.$/,
    (name) => `Wie eine Anfrage an ${name} hier aussieht, ist nicht bekannt.`,
  ],
  [
    /^(.+) speaks (.+), and (.+) does not\.$/,
    (target, formats, name) =>
      `${target} spricht ${formats.replaceAll('the format of', 'das Format von').replaceAll(' or ', ' oder ')}, und ${name} nicht.`,
  ],
  [
    /^(.+) answers on this computer only, and this runs on another one: nothing there reaches it\.$/,
    (name) =>
      `${name} antwortet nur auf diesem Computer, und das hier läuft auf einem anderen: Von dort ist nichts zu erreichen.`,
  ],
  [
    /^(.+) answers on this computer only\. Docker runs containers in a machine of its own here, whose 127\.0\.0\.1 is another one; and .+ takes no calls by another name, such as host\.docker\.internal\.$/,
    (name) =>
      `${name} antwortet nur auf diesem Computer. Docker betreibt Container hier in einer eigenen Maschine, deren 127.0.0.1 eine andere ist; und Aufrufe unter anderem Namen, wie host.docker.internal, nimmt ${name} nicht an.`,
  ],
  [
    /^(\S+) tells the system or other programs what to do; a key does not belong there\.$/,
    (name) =>
      `${name} sagt dem System oder anderen Programmen, was sie tun sollen; ein Schlüssel gehört da nicht hin.`,
  ],
];

/** In German; none for a sentence that is not known here. */
export function translated(sentence: string): string | undefined {
  const whole = SENTENCES[sentence];
  if (whole !== undefined) return whole;
  for (const [pattern, tell] of PATTERNS) {
    const match = pattern.exec(sentence);
    if (match) return tell(...match.slice(1));
  }
  return undefined;
}

/** In German, or as the core says it. */
export function said(sentence: string): string {
  return translated(sentence) ?? sentence;
}
