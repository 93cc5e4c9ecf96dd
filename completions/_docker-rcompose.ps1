
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'docker-rcompose' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'docker-rcompose'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'docker-rcompose' {
            [CompletionResult]::new('--ansi', '--ansi', [CompletionResultType]::ParameterName, 'Use colours and cursor movement: never, always or auto (default auto)')
            [CompletionResult]::new('--compatibility', '--compatibility', [CompletionResultType]::ParameterName, 'Name containers as docker-compose 1 did')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Environment file instead of .env; several are read in order')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Compose file, "-" for standard input; several are merged in order')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Compose file, "-" for standard input; several are merged in order')
            [CompletionResult]::new('--insecure-registry', '--insecure-registry', [CompletionResultType]::ParameterName, 'Registry to use without TLS for remote files')
            [CompletionResult]::new('--parallel', '--parallel', [CompletionResultType]::ParameterName, 'Most calls to the engine at the same time (-1 means no limit)')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Profile to enable ("*" means all)')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Style of the progress: auto, tty, plain, json or quiet (default auto)')
            [CompletionResult]::new('--project-directory', '--project-directory', [CompletionResultType]::ParameterName, 'Directory of the project (default: that of the first Compose file)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Name of the project')
            [CompletionResult]::new('--project-name', '--project-name', [CompletionResultType]::ParameterName, 'Name of the project')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Treat variables that are not set as errors')
            [CompletionResult]::new('--workdir', '--workdir', [CompletionResultType]::ParameterName, 'Old spelling of --project-directory')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Directory of docker''s configuration')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Context that names the engine')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Context that names the engine')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Address of the engine')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address of the engine')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Least severity to log: debug, info, warn, error or fatal (default info)')
            [CompletionResult]::new('--log-level', '--log-level', [CompletionResultType]::ParameterName, 'Least severity to log: debug, info, warn, error or fatal (default info)')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Speak TLS with the engine')
            [CompletionResult]::new('--tlscacert', '--tlscacert', [CompletionResultType]::ParameterName, 'File with the certificates of the authorities to trust')
            [CompletionResult]::new('--tlscert', '--tlscert', [CompletionResultType]::ParameterName, 'File with the client''s certificate')
            [CompletionResult]::new('--tlskey', '--tlskey', [CompletionResultType]::ParameterName, 'File with the client''s key')
            [CompletionResult]::new('--tlsverify', '--tlsverify', [CompletionResultType]::ParameterName, 'Speak TLS with the engine and check its certificate')
            [CompletionResult]::new('--all-resources', '--all-resources', [CompletionResultType]::ParameterName, 'Keep networks, volumes, configs and secrets that no selected service uses')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            [CompletionResult]::new('--no-ansi', '--no-ansi', [CompletionResultType]::ParameterName, 'Old spelling of --ansi never')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what the tool does')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Accepted for old scripts; use the command "version"')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Accepted for old scripts; use the command "version"')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Log what the tool does')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Log what the tool does')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('alpha', 'alpha', [CompletionResultType]::ParameterValue, 'Experimental commands')
            [CompletionResult]::new('attach', 'attach', [CompletionResultType]::ParameterValue, 'Connect the terminal to a running container of a service')
            [CompletionResult]::new('bridge', 'bridge', [CompletionResultType]::ParameterValue, 'Convert the Compose files for another platform')
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Build the images of services')
            [CompletionResult]::new('commit', 'commit', [CompletionResultType]::ParameterValue, 'Make an image from the container of a service')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Check the Compose files and print them as one resolved file')
            [CompletionResult]::new('cp', 'cp', [CompletionResultType]::ParameterValue, 'Copy files between the containers of a service and this machine')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create containers without starting them')
            [CompletionResult]::new('down', 'down', [CompletionResultType]::ParameterValue, 'Stop and remove containers and networks')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'Follow the events of the containers')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command in a running container of a service')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Explain what is wrong with a file, by the code of the finding')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the file system of a container as a tar archive')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Draw the services, their dependencies, networks, volumes and ports')
            [CompletionResult]::new('images', 'images', [CompletionResultType]::ParameterValue, 'List the images of the containers')
            [CompletionResult]::new('kill', 'kill', [CompletionResultType]::ParameterValue, 'Send a signal to running containers')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Print the output of containers')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the projects of the engine')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Pause running containers')
            [CompletionResult]::new('port', 'port', [CompletionResultType]::ParameterValue, 'Print the address that a container''s port is published on')
            [CompletionResult]::new('ps', 'ps', [CompletionResultType]::ParameterValue, 'List the containers of the project')
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish the application to a registry')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Pull the images of services')
            [CompletionResult]::new('push', 'push', [CompletionResultType]::ParameterValue, 'Push the images of services')
            [CompletionResult]::new('restart', 'restart', [CompletionResultType]::ParameterValue, 'Restart containers as they are')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove stopped containers')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a command in a new container of a service')
            [CompletionResult]::new('scale', 'scale', [CompletionResultType]::ParameterValue, 'Set how many containers a service has')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start containers that exist')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'Show what the containers use of CPU, memory, network and disk')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop running containers without removing them')
            [CompletionResult]::new('top', 'top', [CompletionResultType]::ParameterValue, 'List the processes in the containers')
            [CompletionResult]::new('unpause', 'unpause', [CompletionResultType]::ParameterValue, 'Let paused containers go on')
            [CompletionResult]::new('up', 'up', [CompletionResultType]::ParameterValue, 'Create and start containers')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version')
            [CompletionResult]::new('volumes', 'volumes', [CompletionResultType]::ParameterValue, 'List the volumes of the project')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until the containers of services have ended')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Watch source files and update the containers when they change')
            break
        }
        'docker-rcompose;alpha' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            [CompletionResult]::new('generate', 'generate', [CompletionResultType]::ParameterValue, 'EXPERIMENTAL - Write a Compose file from containers that exist')
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish the application to a registry')
            [CompletionResult]::new('viz', 'viz', [CompletionResultType]::ParameterValue, 'EXPERIMENTAL - Draw the services as a graph in the DOT language')
            break
        }
        'docker-rcompose;alpha;generate' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: yaml or json')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the project')
            [CompletionResult]::new('--project-dir', '--project-dir', [CompletionResultType]::ParameterName, 'Directory of the project')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;alpha;publish' {
            [CompletionResult]::new('--oci-version', '--oci-version', [CompletionResultType]::ParameterName, 'Version of the OCI image format: 1.0 or 1.1 (default: what the registry supports)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Include the images of the services')
            [CompletionResult]::new('--insecure-registry', '--insecure-registry', [CompletionResultType]::ParameterName, 'Allow registries without TLS')
            [CompletionResult]::new('--resolve-image-digests', '--resolve-image-digests', [CompletionResultType]::ParameterName, 'Replace image tags by digests')
            [CompletionResult]::new('--with-env', '--with-env', [CompletionResultType]::ParameterName, 'Include environment variables without asking')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;alpha;viz' {
            [CompletionResult]::new('--indentation-size', '--indentation-size', [CompletionResultType]::ParameterName, 'Width of an indentation')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Show the images')
            [CompletionResult]::new('--networks', '--networks', [CompletionResultType]::ParameterName, 'Show the networks')
            [CompletionResult]::new('--ports', '--ports', [CompletionResultType]::ParameterName, 'Show the ports')
            [CompletionResult]::new('--spaces', '--spaces', [CompletionResultType]::ParameterName, 'Indent with spaces instead of tabs')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;attach' {
            [CompletionResult]::new('--detach-keys', '--detach-keys', [CompletionResultType]::ParameterName, 'Keys that end the connection and leave the container running')
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the container when the service has several (0 means the first running one)')
            [CompletionResult]::new('--sig-proxy', '--sig-proxy', [CompletionResultType]::ParameterName, 'Pass received signals on to the process in the container')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--no-stdin', '--no-stdin', [CompletionResultType]::ParameterName, 'Do not pass standard input on')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;bridge' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Convert the Compose files with transformation images')
            [CompletionResult]::new('transformations', 'transformations', [CompletionResultType]::ParameterValue, 'Manage transformation images')
            break
        }
        'docker-rcompose;bridge;convert' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Directory for the result')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Directory for the result')
            [CompletionResult]::new('--templates', '--templates', [CompletionResultType]::ParameterName, 'Directory with templates of your own')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Transformation image to run')
            [CompletionResult]::new('--transformation', '--transformation', [CompletionResultType]::ParameterName, 'Transformation image to run')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;bridge;transformations' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Begin a transformation of your own')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the transformation images')
            break
        }
        'docker-rcompose;bridge;transformations;create' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Image to copy the templates from')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Image to copy the templates from')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;bridge;transformations;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: table or json')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print names only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print names only')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;build' {
            [CompletionResult]::new('--build-arg', '--build-arg', [CompletionResultType]::ParameterName, 'Build argument as KEY=VALUE, or KEY to take the value from the environment')
            [CompletionResult]::new('--builder', '--builder', [CompletionResultType]::ParameterName, 'Builder to use (default $BUILDX_BUILDER)')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Memory limit of the build; the builder has to support it')
            [CompletionResult]::new('--memory', '--memory', [CompletionResultType]::ParameterName, 'Memory limit of the build; the builder has to support it')
            [CompletionResult]::new('--provenance', '--provenance', [CompletionResultType]::ParameterName, 'Attach a provenance attestation')
            [CompletionResult]::new('--sbom', '--sbom', [CompletionResultType]::ParameterName, 'Attach a bill of materials')
            [CompletionResult]::new('--ssh', '--ssh', [CompletionResultType]::ParameterName, 'Agent socket or keys for the build: "default" or ID=PATH')
            [CompletionResult]::new('--parallel', '--parallel', [CompletionResultType]::ParameterName, 'Accepted for old scripts; builds are parallel anyway')
            [CompletionResult]::new('--compress', '--compress', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('--force-rm', '--force-rm', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Copy of the global flag, kept for old scripts')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Check the build definitions and build nothing')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Ignore the build cache')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print the build definition and build nothing')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'Look for newer base images even if there are local ones')
            [CompletionResult]::new('--push', '--push', [CompletionResultType]::ParameterName, 'Push the images after the build')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no build output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no build output')
            [CompletionResult]::new('--with-dependencies', '--with-dependencies', [CompletionResultType]::ParameterName, 'Build the services that the named ones depend on, too')
            [CompletionResult]::new('--no-rm', '--no-rm', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;commit' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Author to note in the image')
            [CompletionResult]::new('--author', '--author', [CompletionResultType]::ParameterName, 'Author to note in the image')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Dockerfile instruction to apply to the image')
            [CompletionResult]::new('--change', '--change', [CompletionResultType]::ParameterName, 'Dockerfile instruction to apply to the image')
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the container when the service has several')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Comment to note in the image')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'Comment to note in the image')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Pause the container meanwhile')
            [CompletionResult]::new('--pause', '--pause', [CompletionResultType]::ParameterName, 'Pause the container meanwhile')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;config' {
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say where a value comes from and what it took the place of')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: yaml or json (with --variables also table)')
            [CompletionResult]::new('--hash', '--hash', [CompletionResultType]::ParameterName, 'Print the configuration hash of each named service ("*" means all)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Print the variables that interpolation sees')
            [CompletionResult]::new('--images', '--images', [CompletionResultType]::ParameterName, 'Print the image of each service')
            [CompletionResult]::new('--lock-image-digests', '--lock-image-digests', [CompletionResultType]::ParameterName, 'Print an override file that pins each image to its digest')
            [CompletionResult]::new('--models', '--models', [CompletionResultType]::ParameterName, 'Print the names of the models')
            [CompletionResult]::new('--networks', '--networks', [CompletionResultType]::ParameterName, 'Print the names of the networks')
            [CompletionResult]::new('--no-consistency', '--no-consistency', [CompletionResultType]::ParameterName, 'Leave out the checks across sections')
            [CompletionResult]::new('--no-env-resolution', '--no-env-resolution', [CompletionResultType]::ParameterName, 'Keep env_file instead of reading the files')
            [CompletionResult]::new('--no-interpolate', '--no-interpolate', [CompletionResultType]::ParameterName, 'Keep variables such as ${NAME} as they are')
            [CompletionResult]::new('--no-normalize', '--no-normalize', [CompletionResultType]::ParameterName, 'Add no defaults')
            [CompletionResult]::new('--no-path-resolution', '--no-path-resolution', [CompletionResultType]::ParameterName, 'Keep relative paths')
            [CompletionResult]::new('--profiles', '--profiles', [CompletionResultType]::ParameterName, 'Print the names of the profiles')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Check only, print nothing')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Check only, print nothing')
            [CompletionResult]::new('--resolve-image-digests', '--resolve-image-digests', [CompletionResultType]::ParameterName, 'Replace image tags by digests')
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'Print the JSON schema of Compose files, for editors')
            [CompletionResult]::new('--services', '--services', [CompletionResultType]::ParameterName, 'Print the names of the services')
            [CompletionResult]::new('--variables', '--variables', [CompletionResultType]::ParameterName, 'Print the variables that the files use, with their defaults')
            [CompletionResult]::new('--volumes', '--volumes', [CompletionResultType]::ParameterName, 'Print the names of the volumes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;cp' {
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the only container to copy from or to (0 means any)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Include one-off containers')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Keep owner and group of the files')
            [CompletionResult]::new('--archive', '--archive', [CompletionResultType]::ParameterName, 'Keep owner and group of the files')
            [CompletionResult]::new('-L', '-L ', [CompletionResultType]::ParameterName, 'Copy what a symbolic link points to')
            [CompletionResult]::new('--follow-link', '--follow-link', [CompletionResultType]::ParameterName, 'Copy what a symbolic link points to')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;create' {
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'When to pull images: always, missing, never or build (default: what the file says)')
            [CompletionResult]::new('--scale', '--scale', [CompletionResultType]::ParameterName, 'Number of containers of a service as SERVICE=NUM, instead of what the file says')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--build', '--build', [CompletionResultType]::ParameterName, 'Build images first')
            [CompletionResult]::new('--force-recreate', '--force-recreate', [CompletionResultType]::ParameterName, 'Recreate containers even if nothing has changed')
            [CompletionResult]::new('--no-build', '--no-build', [CompletionResultType]::ParameterName, 'Never build an image')
            [CompletionResult]::new('--no-recreate', '--no-recreate', [CompletionResultType]::ParameterName, 'Leave existing containers alone even if their configuration has changed')
            [CompletionResult]::new('--quiet-pull', '--quiet-pull', [CompletionResultType]::ParameterName, 'Pull without progress')
            [CompletionResult]::new('--remove-orphans', '--remove-orphans', [CompletionResultType]::ParameterName, 'Remove containers of services that the file no longer has')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;down' {
            [CompletionResult]::new('--remove-orphans', '--remove-orphans', [CompletionResultType]::ParameterName, 'Remove containers of services that the file no longer has, too (default $COMPOSE_REMOVE_ORPHANS)')
            [CompletionResult]::new('--rmi', '--rmi', [CompletionResultType]::ParameterName, 'Remove the images of the services, too: "local" (those without a name of their own) or "all"')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Remove named volumes that the file declares and anonymous volumes, too')
            [CompletionResult]::new('--volumes', '--volumes', [CompletionResultType]::ParameterName, 'Remove named volumes that the file declares and anonymous volumes, too')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;events' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Begin at this time, or so long ago')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End at this time, or so long ago (-10s: in ten seconds)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print each event as a line of JSON')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;exec' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable as KEY=VALUE, or KEY to take the value from the environment')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable as KEY=VALUE, or KEY to take the value from the environment')
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the container when the service has several (0 means the first running one)')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Keep standard input open')
            [CompletionResult]::new('--interactive', '--interactive', [CompletionResultType]::ParameterName, 'Keep standard input open')
            [CompletionResult]::new('-T', '-T ', [CompletionResultType]::ParameterName, 'Use no pseudo-terminal (default: use one if standard output is a terminal)')
            [CompletionResult]::new('--no-tty', '--no-tty', [CompletionResultType]::ParameterName, 'Use no pseudo-terminal (default: use one if standard output is a terminal)')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('--tty', '--tty', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User, or USER:GROUP, to run as')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User, or USER:GROUP, to run as')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Working directory of the process in the container')
            [CompletionResult]::new('--workdir', '--workdir', [CompletionResultType]::ParameterName, 'Working directory of the process in the container')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Run in the background')
            [CompletionResult]::new('--detach', '--detach', [CompletionResultType]::ParameterName, 'Run in the background')
            [CompletionResult]::new('--privileged', '--privileged', [CompletionResultType]::ParameterName, 'Give the process extended privileges')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;explain' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;export' {
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the container when the service has several')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file instead of standard output')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;graph' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the picture: tree, mermaid, dot or svg (default: by the name of --output, else tree)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to a file')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to a file')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--no-state', '--no-state', [CompletionResultType]::ParameterName, 'Draw what the file says without asking the engine what runs')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;images' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: table or json')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print image ids only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print image ids only')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;kill' {
            [CompletionResult]::new('--remove-orphans', '--remove-orphans', [CompletionResultType]::ParameterName, 'Include containers of services that the file no longer has (default $COMPOSE_REMOVE_ORPHANS)')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Signal to send')
            [CompletionResult]::new('--signal', '--signal', [CompletionResultType]::ParameterName, 'Signal to send')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;logs' {
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the container when the service has several (0 means all)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Begin at this time (2026-01-02T13:23:37Z), or so long ago (42m)')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Number of lines to print from the end of each log')
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'Number of lines to print from the end of each log')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End at this time (2026-01-02T13:23:37Z), or so long ago (42m)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on with what containers write from now on')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with what containers write from now on')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Print without colours')
            [CompletionResult]::new('--no-log-prefix', '--no-log-prefix', [CompletionResultType]::ParameterName, 'Do not put the container''s name before each line')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Print the time of each line')
            [CompletionResult]::new('--timestamps', '--timestamps', [CompletionResultType]::ParameterName, 'Print the time of each line')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;ls' {
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'List only projects that match, as name=PATTERN')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: table or json')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Include projects that have no running container')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Include projects that have no running container')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print names only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print names only')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;pause' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;port' {
            [CompletionResult]::new('--index', '--index', [CompletionResultType]::ParameterName, 'Number of the container when the service has several')
            [CompletionResult]::new('--protocol', '--protocol', [CompletionResultType]::ParameterName, 'Protocol of the port: tcp or udp')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;ps' {
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'List only containers that match, as status=VALUE')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: table, json, raw, a Go template or "table TEMPLATE" (default table)')
            [CompletionResult]::new('--orphans', '--orphans', [CompletionResultType]::ParameterName, 'Include containers of services that the file no longer has')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'List only containers in this state: paused, restarting, removing, running, dead, created or exited')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Include stopped and one-off containers')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Include stopped and one-off containers')
            [CompletionResult]::new('--no-trunc', '--no-trunc', [CompletionResultType]::ParameterName, 'Print ids and commands in full')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print container ids only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print container ids only')
            [CompletionResult]::new('--services', '--services', [CompletionResultType]::ParameterName, 'Print the names of the services instead of the containers')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;publish' {
            [CompletionResult]::new('--oci-version', '--oci-version', [CompletionResultType]::ParameterName, 'Version of the OCI image format: 1.0 or 1.1 (default: what the registry supports)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Include the images of the services')
            [CompletionResult]::new('--insecure-registry', '--insecure-registry', [CompletionResultType]::ParameterName, 'Allow registries without TLS')
            [CompletionResult]::new('--resolve-image-digests', '--resolve-image-digests', [CompletionResultType]::ParameterName, 'Replace image tags by digests')
            [CompletionResult]::new('--with-env', '--with-env', [CompletionResultType]::ParameterName, 'Include environment variables without asking')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;pull' {
            [CompletionResult]::new('--no-parallel', '--no-parallel', [CompletionResultType]::ParameterName, 'Accepted for old scripts; pulls are parallel anyway')
            [CompletionResult]::new('--parallel', '--parallel', [CompletionResultType]::ParameterName, 'Accepted for old scripts; pulls are parallel anyway')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'When to pull: missing or always (default: what the file says)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--ignore-buildable', '--ignore-buildable', [CompletionResultType]::ParameterName, 'Skip services that can be built')
            [CompletionResult]::new('--ignore-pull-failures', '--ignore-pull-failures', [CompletionResultType]::ParameterName, 'Go on after a failure and succeed all the same')
            [CompletionResult]::new('--include-deps', '--include-deps', [CompletionResultType]::ParameterName, 'Pull for the services that the named ones depend on, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Pull without progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Pull without progress')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;push' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--ignore-push-failures', '--ignore-push-failures', [CompletionResultType]::ParameterName, 'Go on after a failure and succeed all the same')
            [CompletionResult]::new('--include-deps', '--include-deps', [CompletionResultType]::ParameterName, 'Push for the services that the named ones depend on, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Push without progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Push without progress')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;restart' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--no-deps', '--no-deps', [CompletionResultType]::ParameterName, 'Leave the services alone that depend on the named ones')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;rm' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Accepted for old scripts; without effect')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Stop running containers first')
            [CompletionResult]::new('--stop', '--stop', [CompletionResultType]::ParameterName, 'Stop running containers first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Remove the anonymous volumes of the containers, too')
            [CompletionResult]::new('--volumes', '--volumes', [CompletionResultType]::ParameterName, 'Remove the anonymous volumes of the containers, too')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer the question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer the question with yes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;run' {
            [CompletionResult]::new('--cap-add', '--cap-add', [CompletionResultType]::ParameterName, 'Linux capability to add')
            [CompletionResult]::new('--cap-drop', '--cap-drop', [CompletionResultType]::ParameterName, 'Linux capability to drop')
            [CompletionResult]::new('--entrypoint', '--entrypoint', [CompletionResultType]::ParameterName, 'Entry point instead of the image''s')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Variable as KEY=VALUE, or KEY to take the value from the environment')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable as KEY=VALUE, or KEY to take the value from the environment')
            [CompletionResult]::new('--env-from-file', '--env-from-file', [CompletionResultType]::ParameterName, 'File with variables, one KEY=VALUE a line')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Keep standard input open (default true)')
            [CompletionResult]::new('--interactive', '--interactive', [CompletionResultType]::ParameterName, 'Keep standard input open (default true)')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Label for the container, as KEY=VALUE')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'Label for the container, as KEY=VALUE')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the container')
            [CompletionResult]::new('-T', '-T ', [CompletionResultType]::ParameterName, 'Use no pseudo-terminal (default: use one if standard input and output are terminals)')
            [CompletionResult]::new('--no-tty', '--no-tty', [CompletionResultType]::ParameterName, 'Use no pseudo-terminal (default: use one if standard input and output are terminals)')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port to publish, as HOST:CONTAINER')
            [CompletionResult]::new('--publish', '--publish', [CompletionResultType]::ParameterName, 'Port to publish, as HOST:CONTAINER')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'When to pull images: always, missing or never (default: what the file says)')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Use a pseudo-terminal')
            [CompletionResult]::new('--tty', '--tty', [CompletionResultType]::ParameterName, 'Use a pseudo-terminal')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'User, or USER:GROUP, to run as')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User, or USER:GROUP, to run as')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Volume to mount, as SOURCE:TARGET[:OPTIONS]')
            [CompletionResult]::new('--volume', '--volume', [CompletionResultType]::ParameterName, 'Volume to mount, as SOURCE:TARGET[:OPTIONS]')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Working directory of the process in the container')
            [CompletionResult]::new('--workdir', '--workdir', [CompletionResultType]::ParameterName, 'Working directory of the process in the container')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--build', '--build', [CompletionResultType]::ParameterName, 'Build images first')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Run in the background and print the container''s id')
            [CompletionResult]::new('--detach', '--detach', [CompletionResultType]::ParameterName, 'Run in the background and print the container''s id')
            [CompletionResult]::new('--no-deps', '--no-deps', [CompletionResultType]::ParameterName, 'Do not start the services that this one depends on')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no progress')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no progress')
            [CompletionResult]::new('--quiet-build', '--quiet-build', [CompletionResultType]::ParameterName, 'Print no build output')
            [CompletionResult]::new('--quiet-pull', '--quiet-pull', [CompletionResultType]::ParameterName, 'Pull without progress')
            [CompletionResult]::new('--remove-orphans', '--remove-orphans', [CompletionResultType]::ParameterName, 'Remove containers of services that the file no longer has')
            [CompletionResult]::new('--rm', '--rm', [CompletionResultType]::ParameterName, 'Remove the container when it has ended')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'Publish the ports that the file gives the service')
            [CompletionResult]::new('--service-ports', '--service-ports', [CompletionResultType]::ParameterName, 'Publish the ports that the file gives the service')
            [CompletionResult]::new('--use-aliases', '--use-aliases', [CompletionResultType]::ParameterName, 'Give the container the service''s names on its networks')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;scale' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--no-deps', '--no-deps', [CompletionResultType]::ParameterName, 'Do not start the services that the named ones depend on')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;start' {
            [CompletionResult]::new('--wait-timeout', '--wait-timeout', [CompletionResultType]::ParameterName, 'Longest time to wait, in seconds (0 means without limit)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until the services are running or healthy')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;stats' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: table, json, a Go template or "table TEMPLATE" (default table)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Include stopped containers')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Include stopped containers')
            [CompletionResult]::new('--no-stream', '--no-stream', [CompletionResultType]::ParameterName, 'Print one sample and end')
            [CompletionResult]::new('--no-trunc', '--no-trunc', [CompletionResultType]::ParameterName, 'Print ids in full')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;stop' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;top' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;unpause' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;up' {
            [CompletionResult]::new('--attach', '--attach', [CompletionResultType]::ParameterName, 'Show the output of this service only')
            [CompletionResult]::new('--exit-code-from', '--exit-code-from', [CompletionResultType]::ParameterName, 'Return the exit code of this service''s container; implies --abort-on-container-exit')
            [CompletionResult]::new('--menu', '--menu', [CompletionResultType]::ParameterName, 'Offer key shortcuts while attached (default $COMPOSE_MENU)')
            [CompletionResult]::new('--no-attach', '--no-attach', [CompletionResultType]::ParameterName, 'Do not show the output of this service')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'When to pull images: always, missing, never or build (default: what the file says)')
            [CompletionResult]::new('--remove-orphans', '--remove-orphans', [CompletionResultType]::ParameterName, 'Remove containers of services that the file no longer has (default $COMPOSE_REMOVE_ORPHANS)')
            [CompletionResult]::new('--scale', '--scale', [CompletionResultType]::ParameterName, 'Number of containers of a service as SERVICE=NUM, instead of what the file says')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed, when attached or when containers are replaced')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait before a container is killed, when attached or when containers are replaced')
            [CompletionResult]::new('--wait-timeout', '--wait-timeout', [CompletionResultType]::ParameterName, 'Longest time to wait, in seconds (0 means without limit)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--abort-on-container-exit', '--abort-on-container-exit', [CompletionResultType]::ParameterName, 'Stop all containers as soon as one has ended')
            [CompletionResult]::new('--abort-on-container-failure', '--abort-on-container-failure', [CompletionResultType]::ParameterName, 'Stop all containers as soon as one has failed')
            [CompletionResult]::new('--always-recreate-deps', '--always-recreate-deps', [CompletionResultType]::ParameterName, 'Recreate the services that the named ones depend on, too')
            [CompletionResult]::new('--attach-dependencies', '--attach-dependencies', [CompletionResultType]::ParameterName, 'Show the output of the services that the named ones depend on, too')
            [CompletionResult]::new('--build', '--build', [CompletionResultType]::ParameterName, 'Build images first')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Run in the background')
            [CompletionResult]::new('--detach', '--detach', [CompletionResultType]::ParameterName, 'Run in the background')
            [CompletionResult]::new('--force-recreate', '--force-recreate', [CompletionResultType]::ParameterName, 'Recreate containers even if nothing has changed')
            [CompletionResult]::new('--no-build', '--no-build', [CompletionResultType]::ParameterName, 'Never build an image')
            [CompletionResult]::new('--no-color', '--no-color', [CompletionResultType]::ParameterName, 'Print without colours')
            [CompletionResult]::new('--no-deps', '--no-deps', [CompletionResultType]::ParameterName, 'Do not start the services that the named ones depend on')
            [CompletionResult]::new('--no-log-prefix', '--no-log-prefix', [CompletionResultType]::ParameterName, 'Do not put the container''s name before each line')
            [CompletionResult]::new('--no-recreate', '--no-recreate', [CompletionResultType]::ParameterName, 'Leave existing containers alone even if their configuration has changed')
            [CompletionResult]::new('--no-start', '--no-start', [CompletionResultType]::ParameterName, 'Create the containers without starting them')
            [CompletionResult]::new('--quiet-build', '--quiet-build', [CompletionResultType]::ParameterName, 'Print no build output')
            [CompletionResult]::new('--quiet-pull', '--quiet-pull', [CompletionResultType]::ParameterName, 'Pull without progress')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Give recreated containers new anonymous volumes instead of the old ones')
            [CompletionResult]::new('--renew-anon-volumes', '--renew-anon-volumes', [CompletionResultType]::ParameterName, 'Give recreated containers new anonymous volumes instead of the old ones')
            [CompletionResult]::new('--timestamps', '--timestamps', [CompletionResultType]::ParameterName, 'Print the time of each line')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until the services are running or healthy; implies --detach')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Watch source files and update the containers when they change')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Watch source files and update the containers when they change')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;version' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Format of the output: pretty or json (default pretty)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: pretty or json (default pretty)')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--short', '--short', [CompletionResultType]::ParameterName, 'Print the number only')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;volumes' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Format of the output: table, json, a Go template or "table TEMPLATE"')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print names only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print names only')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;wait' {
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--down-project', '--down-project', [CompletionResultType]::ParameterName, 'Take the project down afterwards')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
        'docker-rcompose;watch' {
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Remove the old images after a rebuild')
            [CompletionResult]::new('--diagnostics', '--diagnostics', [CompletionResultType]::ParameterName, 'Form of what is wrong with the files: text, json or sarif (default text)')
            [CompletionResult]::new('--no-up', '--no-up', [CompletionResultType]::ParameterName, 'Do not bring the services up first')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no build output')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the steps and change nothing')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
