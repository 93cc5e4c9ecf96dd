//! What the manual shows of each command: a command line after `docker rcompose`, and what it does.

type Example = (&'static str, &'static str);

/// The examples of a command by its path below the tool's name.
pub(super) fn examples(path: &str) -> &'static [Example] {
    match path {
        "" => &[
            ("up -d", "Bring the application of this folder up, in the background."),
            ("-f compose.yaml -f production.yaml config", "Show what two files say together."),
            ("-p shop ps -a", "List the containers of a project whose file is somewhere else."),
            ("--profile debug up -d", "Bring up the services of a profile, too."),
            ("down", "Take it down; volumes stay."),
        ],
        "attach" => &[("attach web", "Connect the terminal to the process of web. Ctrl-P Ctrl-Q leaves it alone.")],
        "bridge" | "bridge convert" => &[("bridge convert -o deploy", "Write the result into the folder deploy.")],
        "bridge transformations" | "bridge transformations list" => {
            &[("bridge transformations list -q", "List the names of the images.")]
        }
        "bridge transformations create" => {
            &[("bridge transformations create mine", "Begin a transformation in the folder mine.")]
        }
        "build" => &[
            ("build --pull web", "Build the image of web, from the newest base image."),
            (
                "build --build-arg VERSION=2 --ssh default",
                "Build all images with an argument and the user's ssh agent.",
            ),
        ],
        "commit" => &[("commit web example/web:debug", "Make an image of the container of web.")],
        "config" => &[
            ("config -q", "Check the files and print nothing."),
            ("config --explain web.image", "Say where a value comes from, and what it took the place of."),
            ("config --format json web", "Print a service and what it depends on as JSON."),
        ],
        "cp" => &[
            ("cp web:/var/log/app .", "Copy a folder from the container of web."),
            ("cp --index 2 settings.json web:/etc/app/", "Copy a file into the second container of web."),
        ],
        "create" => &[("create --build", "Build the images and create the containers.")],
        "down" => &[
            ("down", "Stop and remove all containers and networks."),
            ("down -v --rmi local", "Remove volumes and the images that were built, too."),
        ],
        "events" => {
            &[("events --json --since 10m web", "Print what happened to web in ten minutes, and what happens now.")]
        }
        "exec" => &[
            ("exec web sh", "Open a shell in the container of web."),
            ("exec -T db pg_dump shop", "Run a program whose output goes into a file or a pipe."),
        ],
        "explain" => &[("explain unknown-key", "Say what a finding means, with an example that is right.")],
        "export" => &[("export -o web.tar web", "Write the file system of the container of web into an archive.")],
        "graph" => &[
            ("graph", "Draw the application in the terminal."),
            ("graph -o graph.svg --no-state", "Draw what the file says into a picture."),
        ],
        "images" => &[("images --format json", "Print the images of the containers for a script.")],
        "kill" => &[("kill -s HUP web", "Have web read its configuration again.")],
        "logs" => &[
            ("logs -f --tail 20 web", "Follow the output of web from its last 20 lines on."),
            ("logs --since 10m -t", "Print what all services wrote in ten minutes, with the time."),
        ],
        "ls" => &[("ls -a --format json", "Print all projects of the engine, those that are stopped too.")],
        "pause" => &[("pause web", "Freeze the processes of web.")],
        "port" => &[("port web 80", "Print where port 80 of web is published.")],
        "ps" => &[
            ("ps -a", "List all containers, with health and exit codes."),
            ("ps --format '{{.Name}} {{.State}}'", "Print two columns for a script."),
        ],
        "publish" => &[("publish registry.example/shop:1", "Publish the Compose files as an artifact.")],
        "pull" => &[("pull --ignore-buildable", "Pull all images that are not built here.")],
        "push" => &[("push web", "Push the image of web.")],
        "restart" => &[("restart -t 5 web", "Restart web; what does not end within 5 seconds is killed.")],
        "rm" => &[("rm -fs job", "Stop the containers of job and remove them without asking.")],
        "run" => &[
            ("run --rm web ./manage migrate", "Run a command in a container of its own, and remove that."),
            ("run -P web", "Run the service itself with the ports of the file."),
        ],
        "scale" => &[("scale web=3 worker=0", "Have three containers of web and none of worker.")],
        "start" => &[("start web", "Start the container of web that was stopped.")],
        "stats" => &[("stats --no-stream", "Print once what the containers use.")],
        "stop" => &[("stop -t 30", "Stop all services; what does not end within 30 seconds is killed.")],
        "top" => &[("top web", "List the processes of web.")],
        "unpause" => &[("unpause web", "Let the processes of web go on.")],
        "up" => &[
            ("up", "Bring all services up and show their output; Ctrl-C stops them."),
            ("up -d --wait", "Return when all services are running or healthy."),
            ("up -d --build --scale web=3 web", "Build web, and have three containers of it."),
        ],
        "version" => &[("version --short", "Print the number.")],
        "volumes" => &[("volumes -q", "Print the names of the volumes.")],
        "wait" => &[("wait job", "Wait for the end of job, and end with its exit code.")],
        "watch" => &[("watch web", "Bring web up and update it when its files change.")],
        _ => &[],
    }
}
