import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const features = [
  'activity',
  'closing',
  'gateway',
  'import',
  'keys',
  'limits',
  'providers',
  'settings',
  'snippets',
  'usage',
  'vault',
  'welcome',
];
const onlyThePlatform = {
  group: ['@tauri-apps/*'],
  message: 'Only lib/platform/tauri.ts knows Tauri.',
};
const onlyOurPrimitives = {
  group: ['bits-ui', '@internationalized/*'],
  message: 'Only lib/ui wraps headless components.',
};

/** `lib` and each feature may import from `lib`; a feature never imports another. */
const imports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['dist', 'src/lib/api/contract.ts'] },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'public/*.js'] },
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    // Here the types of other components are unknown to the linter; svelte-check knows and checks them.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'svelte/no-at-html-tags': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'AssignmentExpression > MemberExpression[property.name=/^(inner|outer)HTML$/]',
          message: 'Text from outside is shown as text.',
        },
        {
          selector: "CallExpression[callee.property.name='insertAdjacentHTML']",
          message: 'Text is shown as text.',
        },
        {
          selector: "SvelteAttribute[key.name='style']",
          message: 'The content security policy refuses style attributes; use a class or a style: directive.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Addresses are hashes of this one page; there is no router to resolve them.
      'svelte/no-navigation-without-resolve': 'off',
      ...imports(onlyThePlatform, onlyOurPrimitives),
    },
  },
  { files: ['src/lib/platform/tauri.ts'], rules: imports(onlyOurPrimitives) },
  { files: ['src/lib/ui/**'], rules: imports(onlyThePlatform) },
  {
    files: ['src/lib/**'],
    ignores: ['src/lib/platform/tauri.ts', 'src/lib/ui/**'],
    rules: imports(onlyThePlatform, onlyOurPrimitives, {
      group: ['**/features/**'],
      message: 'lib never imports a feature.',
    }),
  },
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: imports(onlyThePlatform, onlyOurPrimitives, {
      regex: `(features/(?!${feature}/)|^\\.\\./)`,
      message: 'A feature never imports another feature; share through lib.',
    }),
  })),
  { files: ['*.js', 'public/*.js', '*.config.ts'], ...ts.configs.disableTypeChecked },
);
