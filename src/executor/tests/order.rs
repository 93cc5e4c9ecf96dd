//! What is called when.

use super::*;

#[test]
fn a_cold_up_makes_two_requests_a_container() {
    in_time(async {
        let mut script = Script::new();
        let network = Network { name: "p_default".to_owned(), ..Network::default() };
        script.project.networks.insert("default".to_owned(), network);
        let network = script.add(Operation::CreateNetwork { key: "default".to_owned() }, &[]);
        let db = script.create("db", &[network]);
        let web = script.create("web", &[network]);
        let db_runs = script.start("db", ContainerRef::CreatedBy(db), &[db]);
        script.start("web", ContainerRef::CreatedBy(web), &[web, db_runs]);
        let (engine, lines) = (FakeEngine::new(), Lines::default());
        let outcome = script.run(&engine, &lines).await;
        assert!(outcome.is_success());
        assert_eq!(outcome.created.keys().copied().collect::<Vec<_>>(), [db, web]);
        assert_eq!(
            engine.calls(),
            [
                "create_network p_default",
                "create_container p_db_1",
                "create_container p_web_1",
                "start_container p_db_1",
                "start_container p_web_1"
            ]
        );
        assert_eq!(lines.of("p_web_1"), ["Creating", "Created", "Starting", "Started"]);
    });
}

#[test]
fn what_is_independent_runs_at_once_up_to_the_limit() {
    for (limit, most, time) in [(8, 6, 1), (4, 4, 2), (1, 1, 6)] {
        in_time(async {
            let mut script = Script::new();
            let names: Vec<String> = (0..6).map(|number| format!("s{number}")).collect();
            let containers = names.iter().map(|name| container(name, ContainerState::Created, "Created")).collect();
            for name in &names {
                script.service(name);
                script.start(name, existing(&format!("id_{name}")), &[]);
            }
            let engine = engine_with(containers).taking("start_container", seconds(1));
            let begin = tokio::time::Instant::now();
            assert!(script.run_with(&engine, &Lines::default(), limit, None).await.is_success());
            assert_eq!((engine.most_in_flight(), begin.elapsed()), (most, seconds(time)), "limit {limit}");
        });
    }
}

#[test]
fn ports_from_a_range_are_handed_out_one_by_one() {
    in_time(async {
        let mut script = Script::new();
        let port = serde_json::from_value(serde_json::json!({"target": 80, "published": "8000-8010"})).unwrap();
        let containers = ["a", "b", "c"].map(|name| container(name, ContainerState::Created, "Created"));
        for name in ["a", "b", "c"] {
            script.service(name);
            script.start(name, existing(&format!("id_{name}")), &[]);
        }
        let ports: Vec<crate::model::port::Port> = vec![port];
        script.service("a").ports = ports.clone();
        script.service("b").ports = ports;
        let engine = engine_with(containers.into()).taking("start_container", seconds(1));
        let begin = tokio::time::Instant::now();
        assert!(script.run(&engine, &Lines::default()).await.is_success());
        assert_eq!((engine.most_in_flight(), begin.elapsed()), (2, seconds(2)));
    });
}

#[test]
fn an_empty_plan_asks_nothing() {
    in_time(async {
        let engine = FakeEngine::new();
        assert!(Script::new().run(&engine, &Lines::default()).await.is_success());
        assert_eq!(engine.calls(), [""; 0]);
    });
}

#[test]
fn what_runs_as_it_should_is_shown_as_such() {
    in_time(async {
        let mut script = Script::new();
        script.plan.unchanged.push(target("web", existing("id_web")));
        let (engine, lines) = (FakeEngine::new(), Lines::default());
        assert!(script.run(&engine, &lines).await.is_success());
        assert_eq!(lines.of("p_web_1"), ["Running"]);
        assert_eq!(engine.calls(), [""; 0]);
    });
}

#[test]
fn secrets_are_copied_before_the_start_without_a_word() {
    in_time(async {
        let mut script = Script::new();
        let create = script.create("web", &[]);
        let secret = crate::model::secret::FileObject { content: Some("x".to_owned()), ..Default::default() };
        script.project.secrets.insert("s".to_owned(), secret);
        let reference = crate::model::secret::FileReference { source: "s".to_owned(), ..Default::default() };
        script.service("web").secrets.push(reference);
        let created = || target("web", ContainerRef::CreatedBy(create));
        let copy = script.add(Operation::CopyFiles { target: created(), mounted: Vec::new() }, &[create]);
        script.add(Operation::StartContainer { target: created() }, &[copy]);
        let (engine, lines) = (FakeEngine::new(), Lines::default());
        assert!(script.run(&engine, &lines).await.is_success());
        assert_eq!(engine.calls(), ["create_container p_web_1", "upload_archive p_web_1", "start_container p_web_1"]);
        assert_eq!(lines.of("p_web_1"), ["Creating", "Created", "Starting", "Started"]);
    });
}

#[test]
fn engines_with_one_endpoint_a_create_get_the_others_by_connect() {
    in_time(async {
        let mut script = Script::new();
        for key in ["back", "front"] {
            let network = Network { name: format!("p_{key}"), ..Network::default() };
            script.project.networks.insert(key.to_owned(), network);
            script.service("web").networks.insert(key.to_owned(), None);
        }
        script.create("web", &[]);
        let old = || FakeEngine::new().with_api_version(crate::model::api_version::ApiVersion(1, 41));
        let engine = old();
        assert!(script.run(&engine, &Lines::default()).await.is_success());
        assert_eq!(engine.calls(), ["create_container p_web_1", "connect_network p_front p_web_1"]);

        let engine = old().failing("connect_network", 1, 500, "no addresses left");
        let outcome = script.run(&engine, &Lines::default()).await;
        assert_eq!(
            failures(&outcome),
            ["cannot create container p_web_1: Error response from daemon: no addresses left"]
        );
        assert_eq!(engine.observed().containers, [], "a container without its network is not left behind");
    });
}

#[test]
fn a_container_that_joins_a_network_later_answers_to_all_its_names_there() {
    in_time(async {
        let mut script = Script::new();
        let network = Network { name: "p_back".to_owned(), ..Network::default() };
        script.project.networks.insert("back".to_owned(), network);
        script.service("web").networks.insert("back".to_owned(), None);
        let running = container("web", ContainerState::Running, "Up 1 minute");
        let target = target("web", existing("id_web"));
        script.add(Operation::DisconnectNetwork { target: target.clone(), network: "gone".to_owned() }, &[]);
        script.add(Operation::ConnectNetwork { target, key: "back".to_owned() }, &[StepId(0)]);
        let engine = engine_with(vec![running]);
        assert!(script.run(&engine, &Lines::default()).await.is_success());
        assert_eq!(engine.calls(), ["disconnect_network gone p_web_1", "connect_network p_back p_web_1"]);
    });
}
