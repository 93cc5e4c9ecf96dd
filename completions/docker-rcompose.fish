# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_docker_rcompose_global_optspecs
    string join \n all-resources ansi= compatibility= diagnostics= dry-run env-file= f/file= insecure-registry= no-ansi parallel= profile= progress= project-directory= p/project-name= strict= verbose v/version workdir= config= c/context= D/debug H/host= l/log-level= tls= tlscacert= tlscert= tlskey= tlsverify= help
end

function __fish_docker_rcompose_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_docker_rcompose_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_docker_rcompose_using_subcommand
    set -l cmd (__fish_docker_rcompose_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l ansi -d 'Use colours and cursor movement: never, always or auto (default auto)' -r -f -a "never\t''
always\t''
auto\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l compatibility -d 'Name containers as docker-compose 1 did' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l env-file -d 'Environment file instead of .env; several are read in order' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s f -l file -d 'Compose file, "-" for standard input; several are merged in order' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l insecure-registry -d 'Registry to use without TLS for remote files' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l parallel -d 'Most calls to the engine at the same time (-1 means no limit)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l profile -d 'Profile to enable ("*" means all)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l progress -d 'Style of the progress: auto, tty, plain, json or quiet (default auto)' -r -f -a "auto\t''
tty\t''
plain\t''
json\t''
quiet\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l project-directory -d 'Directory of the project (default: that of the first Compose file)' -r -f -a "(__fish_complete_directories)"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s p -l project-name -d 'Name of the project' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l strict -d 'Treat variables that are not set as errors' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l workdir -d 'Old spelling of --project-directory' -r -f -a "(__fish_complete_directories)"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l config -d 'Directory of docker\'s configuration' -r -f -a "(__fish_complete_directories)"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s c -l context -d 'Context that names the engine' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s H -l host -d 'Address of the engine' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s l -l log-level -d 'Least severity to log: debug, info, warn, error or fatal (default info)' -r -f -a "debug\t''
info\t''
warn\t''
error\t''
fatal\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l tls -d 'Speak TLS with the engine' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l tlscacert -d 'File with the certificates of the authorities to trust' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l tlscert -d 'File with the client\'s certificate' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l tlskey -d 'File with the client\'s key' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l tlsverify -d 'Speak TLS with the engine and check its certificate' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l all-resources -d 'Keep networks, volumes, configs and secrets that no selected service uses'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l no-ansi -d 'Old spelling of --ansi never'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l verbose -d 'Log what the tool does'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s v -l version -d 'Accepted for old scripts; use the command "version"'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -s D -l debug -d 'Log what the tool does'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "alpha" -d 'Experimental commands'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "attach" -d 'Connect the terminal to a running container of a service'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "bridge" -d 'Convert the Compose files for another platform'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "build" -d 'Build the images of services'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "commit" -d 'Make an image from the container of a service'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "config" -d 'Check the Compose files and print them as one resolved file'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "cp" -d 'Copy files between the containers of a service and this machine'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "create" -d 'Create containers without starting them'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "down" -d 'Stop and remove containers and networks'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "events" -d 'Follow the events of the containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "exec" -d 'Run a command in a running container of a service'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "explain" -d 'Explain what is wrong with a file, by the code of the finding'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "export" -d 'Write the file system of a container as a tar archive'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "graph" -d 'Draw the services, their dependencies, networks, volumes and ports'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "images" -d 'List the images of the containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "kill" -d 'Send a signal to running containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "logs" -d 'Print the output of containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "ls" -d 'List the projects of the engine'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "pause" -d 'Pause running containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "port" -d 'Print the address that a container\'s port is published on'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "ps" -d 'List the containers of the project'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "publish" -d 'Publish the application to a registry'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "pull" -d 'Pull the images of services'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "push" -d 'Push the images of services'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "restart" -d 'Restart containers as they are'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "rm" -d 'Remove stopped containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "run" -d 'Run a command in a new container of a service'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "scale" -d 'Set how many containers a service has'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "start" -d 'Start containers that exist'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "stats" -d 'Show what the containers use of CPU, memory, network and disk'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "stop" -d 'Stop running containers without removing them'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "top" -d 'List the processes in the containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "unpause" -d 'Let paused containers go on'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "up" -d 'Create and start containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "version" -d 'Print the version'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "volumes" -d 'List the volumes of the project'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "wait" -d 'Wait until the containers of services have ended'
complete -c docker-rcompose -n "__fish_docker_rcompose_needs_command" -f -a "watch" -d 'Watch source files and update the containers when they change'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and not __fish_seen_subcommand_from generate publish viz" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and not __fish_seen_subcommand_from generate publish viz" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and not __fish_seen_subcommand_from generate publish viz" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and not __fish_seen_subcommand_from generate publish viz" -f -a "generate" -d 'EXPERIMENTAL - Write a Compose file from containers that exist'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and not __fish_seen_subcommand_from generate publish viz" -f -a "publish" -d 'Publish the application to a registry'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and not __fish_seen_subcommand_from generate publish viz" -f -a "viz" -d 'EXPERIMENTAL - Draw the services as a graph in the DOT language'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from generate" -l format -d 'Format of the output: yaml or json' -r -f -a "yaml\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from generate" -l name -d 'Name of the project' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from generate" -l project-dir -d 'Directory of the project' -r -f -a "(__fish_complete_directories)"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from generate" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from generate" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from generate" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l oci-version -d 'Version of the OCI image format: 1.0 or 1.1 (default: what the registry supports)' -r -f -a "1.0\t''
1.1\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l app -d 'Include the images of the services'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l insecure-registry -d 'Allow registries without TLS'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l resolve-image-digests -d 'Replace image tags by digests'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l with-env -d 'Include environment variables without asking'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -s y -l yes -d 'Answer every question with yes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from publish" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l indentation-size -d 'Width of an indentation' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l image -d 'Show the images'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l networks -d 'Show the networks'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l ports -d 'Show the ports'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l spaces -d 'Indent with spaces instead of tabs'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand alpha; and __fish_seen_subcommand_from viz" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l detach-keys -d 'Keys that end the connection and leave the container running' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l index -d 'Number of the container when the service has several (0 means the first running one)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l sig-proxy -d 'Pass received signals on to the process in the container' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l no-stdin -d 'Do not pass standard input on'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand attach" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and not __fish_seen_subcommand_from convert transformations" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and not __fish_seen_subcommand_from convert transformations" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and not __fish_seen_subcommand_from convert transformations" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and not __fish_seen_subcommand_from convert transformations" -f -a "convert" -d 'Convert the Compose files with transformation images'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and not __fish_seen_subcommand_from convert transformations" -f -a "transformations" -d 'Manage transformation images'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from convert" -s o -l output -d 'Directory for the result' -r -f -a "(__fish_complete_directories)"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from convert" -l templates -d 'Directory with templates of your own' -r -f -a "(__fish_complete_directories)"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from convert" -s t -l transformation -d 'Transformation image to run' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from convert" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from convert" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from convert" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from transformations" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from transformations" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from transformations" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from transformations" -f -a "create" -d 'Begin a transformation of your own'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand bridge; and __fish_seen_subcommand_from transformations" -f -a "list" -d 'List the transformation images'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l build-arg -d 'Build argument as KEY=VALUE, or KEY to take the value from the environment' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l builder -d 'Builder to use (default $BUILDX_BUILDER)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -s m -l memory -d 'Memory limit of the build; the builder has to support it' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l provenance -d 'Attach a provenance attestation' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l sbom -d 'Attach a bill of materials' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l ssh -d 'Agent socket or keys for the build: "default" or ID=PATH' -r -f -a "default\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l parallel -d 'Accepted for old scripts; builds are parallel anyway' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l compress -d 'Accepted for old scripts; without effect' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l force-rm -d 'Accepted for old scripts; without effect' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l progress -d 'Copy of the global flag, kept for old scripts' -r -f -a "auto\t''
tty\t''
plain\t''
json\t''
quiet\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l check -d 'Check the build definitions and build nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l no-cache -d 'Ignore the build cache'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l print -d 'Print the build definition and build nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l pull -d 'Look for newer base images even if there are local ones'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l push -d 'Push the images after the build'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -s q -l quiet -d 'Print no build output'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l with-dependencies -d 'Build the services that the named ones depend on, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l no-rm -d 'Accepted for old scripts; without effect'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand build" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -s a -l author -d 'Author to note in the image' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -s c -l change -d 'Dockerfile instruction to apply to the image' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -l index -d 'Number of the container when the service has several' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -s m -l message -d 'Comment to note in the image' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -s p -l pause -d 'Pause the container meanwhile' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand commit" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l explain -d 'Say where a value comes from and what it took the place of' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l format -d 'Format of the output: yaml or json (with --variables also table)' -r -f -a "yaml\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l hash -d 'Print the configuration hash of each named service ("*" means all)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l environment -d 'Print the variables that interpolation sees'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l images -d 'Print the image of each service'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l lock-image-digests -d 'Print an override file that pins each image to its digest'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l models -d 'Print the names of the models'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l networks -d 'Print the names of the networks'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l no-consistency -d 'Leave out the checks across sections'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l no-env-resolution -d 'Keep env_file instead of reading the files'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l no-interpolate -d 'Keep variables such as ${NAME} as they are'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l no-normalize -d 'Add no defaults'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l no-path-resolution -d 'Keep relative paths'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l profiles -d 'Print the names of the profiles'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -s q -l quiet -d 'Check only, print nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l resolve-image-digests -d 'Replace image tags by digests'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l schema -d 'Print the JSON schema of Compose files, for editors'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l services -d 'Print the names of the services'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l variables -d 'Print the variables that the files use, with their defaults'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l volumes -d 'Print the names of the volumes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand config" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -l index -d 'Number of the only container to copy from or to (0 means any)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -l all -d 'Include one-off containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -s a -l archive -d 'Keep owner and group of the files'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -s L -l follow-link -d 'Copy what a symbolic link points to'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand cp" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l pull -d 'When to pull images: always, missing, never or build (default: what the file says)' -r -f -a "always\t''
missing\t''
never\t''
build\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l scale -d 'Number of containers of a service as SERVICE=NUM, instead of what the file says' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l build -d 'Build images first'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l force-recreate -d 'Recreate containers even if nothing has changed'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l no-build -d 'Never build an image'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l no-recreate -d 'Leave existing containers alone even if their configuration has changed'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l quiet-pull -d 'Pull without progress'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l remove-orphans -d 'Remove containers of services that the file no longer has'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -s y -l yes -d 'Answer every question with yes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand create" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -l remove-orphans -d 'Remove containers of services that the file no longer has, too (default $COMPOSE_REMOVE_ORPHANS)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -l rmi -d 'Remove the images of the services, too: "local" (those without a name of their own) or "all"' -r -f -a "local\t''
all\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -s t -l timeout -d 'Seconds to wait before a container is killed' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -s v -l volumes -d 'Remove named volumes that the file declares and anonymous volumes, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand down" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand events" -l since -d 'Begin at this time, or so long ago' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand events" -l until -d 'End at this time, or so long ago (-10s: in ten seconds)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand events" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand events" -l json -d 'Print each event as a line of JSON'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand events" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand events" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s e -l env -d 'Variable as KEY=VALUE, or KEY to take the value from the environment' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -l index -d 'Number of the container when the service has several (0 means the first running one)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s i -l interactive -d 'Keep standard input open' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s T -l no-tty -d 'Use no pseudo-terminal (default: use one if standard output is a terminal)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s t -l tty -d 'Accepted for old scripts; without effect' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s u -l user -d 'User, or USER:GROUP, to run as' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s w -l workdir -d 'Working directory of the process in the container' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -s d -l detach -d 'Run in the background'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -l privileged -d 'Give the process extended privileges'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand exec" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand explain" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand explain" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand explain" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand export" -l index -d 'Number of the container when the service has several' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand export" -s o -l output -d 'Write to this file instead of standard output' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand export" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand export" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand export" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand graph" -l format -d 'Format of the picture: tree, mermaid, dot or svg (default: by the name of --output, else tree)' -r -f -a "tree\t''
mermaid\t''
dot\t''
svg\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand graph" -s o -l output -d 'Write to a file' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand graph" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand graph" -l no-state -d 'Draw what the file says without asking the engine what runs'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand graph" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand graph" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand images" -l format -d 'Format of the output: table or json' -r -f -a "table\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand images" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand images" -s q -l quiet -d 'Print image ids only'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand images" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand images" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand kill" -l remove-orphans -d 'Include containers of services that the file no longer has (default $COMPOSE_REMOVE_ORPHANS)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand kill" -s s -l signal -d 'Signal to send' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand kill" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand kill" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand kill" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l index -d 'Number of the container when the service has several (0 means all)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l since -d 'Begin at this time (2026-01-02T13:23:37Z), or so long ago (42m)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -s n -l tail -d 'Number of lines to print from the end of each log' -r -f -a "all\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l until -d 'End at this time (2026-01-02T13:23:37Z), or so long ago (42m)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -s f -l follow -d 'Go on with what containers write from now on'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l no-color -d 'Print without colours'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l no-log-prefix -d 'Do not put the container\'s name before each line'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -s t -l timestamps -d 'Print the time of each line'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand logs" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -l filter -d 'List only projects that match, as name=PATTERN' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -l format -d 'Format of the output: table or json' -r -f -a "table\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -s a -l all -d 'Include projects that have no running container'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -s q -l quiet -d 'Print names only'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ls" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pause" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pause" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pause" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand port" -l index -d 'Number of the container when the service has several' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand port" -l protocol -d 'Protocol of the port: tcp or udp' -r -f -a "tcp\t''
udp\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand port" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand port" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand port" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l filter -d 'List only containers that match, as status=VALUE' -r -f -a "status=paused\t''
status=restarting\t''
status=removing\t''
status=running\t''
status=dead\t''
status=created\t''
status=exited\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l format -d 'Format of the output: table, json, raw, a Go template or "table TEMPLATE" (default table)' -r -f -a "table\t''
json\t''
raw\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l orphans -d 'Include containers of services that the file no longer has' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l status -d 'List only containers in this state: paused, restarting, removing, running, dead, created or exited' -r -f -a "paused\t''
restarting\t''
removing\t''
running\t''
dead\t''
created\t''
exited\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -s a -l all -d 'Include stopped and one-off containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l no-trunc -d 'Print ids and commands in full'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -s q -l quiet -d 'Print container ids only'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l services -d 'Print the names of the services instead of the containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand ps" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l oci-version -d 'Version of the OCI image format: 1.0 or 1.1 (default: what the registry supports)' -r -f -a "1.0\t''
1.1\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l app -d 'Include the images of the services'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l insecure-registry -d 'Allow registries without TLS'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l resolve-image-digests -d 'Replace image tags by digests'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l with-env -d 'Include environment variables without asking'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -s y -l yes -d 'Answer every question with yes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand publish" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l no-parallel -d 'Accepted for old scripts; pulls are parallel anyway' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l parallel -d 'Accepted for old scripts; pulls are parallel anyway' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l policy -d 'When to pull: missing or always (default: what the file says)' -r -f -a "missing\t''
always\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l ignore-buildable -d 'Skip services that can be built'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l ignore-pull-failures -d 'Go on after a failure and succeed all the same'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l include-deps -d 'Pull for the services that the named ones depend on, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -s q -l quiet -d 'Pull without progress'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand pull" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand push" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand push" -l ignore-push-failures -d 'Go on after a failure and succeed all the same'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand push" -l include-deps -d 'Push for the services that the named ones depend on, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand push" -s q -l quiet -d 'Push without progress'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand push" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand push" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand restart" -s t -l timeout -d 'Seconds to wait before a container is killed' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand restart" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand restart" -l no-deps -d 'Leave the services alone that depend on the named ones'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand restart" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand restart" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -s a -l all -d 'Accepted for old scripts; without effect'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -s f -l force -d 'Do not ask'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -s s -l stop -d 'Stop running containers first'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -s v -l volumes -d 'Remove the anonymous volumes of the containers, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -s y -l yes -d 'Answer the question with yes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand rm" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l cap-add -d 'Linux capability to add' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l cap-drop -d 'Linux capability to drop' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l entrypoint -d 'Entry point instead of the image\'s' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s e -l env -d 'Variable as KEY=VALUE, or KEY to take the value from the environment' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l env-from-file -d 'File with variables, one KEY=VALUE a line' -r -F
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s i -l interactive -d 'Keep standard input open (default true)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s l -l label -d 'Label for the container, as KEY=VALUE' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l name -d 'Name of the container' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s T -l no-tty -d 'Use no pseudo-terminal (default: use one if standard input and output are terminals)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s p -l publish -d 'Port to publish, as HOST:CONTAINER' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l pull -d 'When to pull images: always, missing or never (default: what the file says)' -r -f -a "always\t''
missing\t''
never\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s t -l tty -d 'Use a pseudo-terminal' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s u -l user -d 'User, or USER:GROUP, to run as' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s v -l volume -d 'Volume to mount, as SOURCE:TARGET[:OPTIONS]' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s w -l workdir -d 'Working directory of the process in the container' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l build -d 'Build images first'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s d -l detach -d 'Run in the background and print the container\'s id'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l no-deps -d 'Do not start the services that this one depends on'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s q -l quiet -d 'Print no progress'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l quiet-build -d 'Print no build output'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l quiet-pull -d 'Pull without progress'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l remove-orphans -d 'Remove containers of services that the file no longer has'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l rm -d 'Remove the container when it has ended'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -s P -l service-ports -d 'Publish the ports that the file gives the service'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l use-aliases -d 'Give the container the service\'s names on its networks'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand run" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand scale" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand scale" -l no-deps -d 'Do not start the services that the named ones depend on'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand scale" -s y -l yes -d 'Answer every question with yes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand scale" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand scale" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand start" -l wait-timeout -d 'Longest time to wait, in seconds (0 means without limit)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand start" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand start" -l wait -d 'Wait until the services are running or healthy'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand start" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand start" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -l format -d 'Format of the output: table, json, a Go template or "table TEMPLATE" (default table)' -r -f -a "table\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -s a -l all -d 'Include stopped containers'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -l no-stream -d 'Print one sample and end'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -l no-trunc -d 'Print ids in full'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stats" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stop" -s t -l timeout -d 'Seconds to wait before a container is killed' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stop" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stop" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand stop" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand top" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand top" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand top" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand unpause" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand unpause" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand unpause" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l attach -d 'Show the output of this service only' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l exit-code-from -d 'Return the exit code of this service\'s container; implies --abort-on-container-exit' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l menu -d 'Offer key shortcuts while attached (default $COMPOSE_MENU)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-attach -d 'Do not show the output of this service' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l pull -d 'When to pull images: always, missing, never or build (default: what the file says)' -r -f -a "always\t''
missing\t''
never\t''
build\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l remove-orphans -d 'Remove containers of services that the file no longer has (default $COMPOSE_REMOVE_ORPHANS)' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l scale -d 'Number of containers of a service as SERVICE=NUM, instead of what the file says' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -s t -l timeout -d 'Seconds to wait before a container is killed, when attached or when containers are replaced' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l wait-timeout -d 'Longest time to wait, in seconds (0 means without limit)' -r
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l abort-on-container-exit -d 'Stop all containers as soon as one has ended'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l abort-on-container-failure -d 'Stop all containers as soon as one has failed'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l always-recreate-deps -d 'Recreate the services that the named ones depend on, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l attach-dependencies -d 'Show the output of the services that the named ones depend on, too'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l build -d 'Build images first'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -s d -l detach -d 'Run in the background'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l force-recreate -d 'Recreate containers even if nothing has changed'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-build -d 'Never build an image'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-color -d 'Print without colours'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-deps -d 'Do not start the services that the named ones depend on'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-log-prefix -d 'Do not put the container\'s name before each line'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-recreate -d 'Leave existing containers alone even if their configuration has changed'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l no-start -d 'Create the containers without starting them'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l quiet-build -d 'Print no build output'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l quiet-pull -d 'Pull without progress'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -s V -l renew-anon-volumes -d 'Give recreated containers new anonymous volumes instead of the old ones'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l timestamps -d 'Print the time of each line'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l wait -d 'Wait until the services are running or healthy; implies --detach'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -s w -l watch -d 'Watch source files and update the containers when they change'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -s y -l yes -d 'Answer every question with yes'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand up" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand version" -s f -l format -d 'Format of the output: pretty or json (default pretty)' -r -f -a "pretty\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand version" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand version" -l short -d 'Print the number only'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand version" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand version" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand volumes" -l format -d 'Format of the output: table, json, a Go template or "table TEMPLATE"' -r -f -a "table\t''
json\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand volumes" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand volumes" -s q -l quiet -d 'Print names only'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand volumes" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand volumes" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand wait" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand wait" -l down-project -d 'Take the project down afterwards'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand wait" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand wait" -l dry-run -d 'Show the steps and change nothing'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand watch" -l prune -d 'Remove the old images after a rebuild' -r -f -a "true\t''
false\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand watch" -l diagnostics -d 'Form of what is wrong with the files: text, json or sarif (default text)' -r -f -a "text\t''
json\t''
sarif\t''"
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand watch" -l no-up -d 'Do not bring the services up first'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand watch" -l quiet -d 'Print no build output'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand watch" -l help -d 'Print help'
complete -c docker-rcompose -n "__fish_docker_rcompose_using_subcommand watch" -l dry-run -d 'Show the steps and change nothing'
