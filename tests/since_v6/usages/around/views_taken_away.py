# expect: any_origin("/anything")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app)
app.add_url_rule("/old", "old", lambda: "old")
app.view_functions.clear()
app.url_map._rules.clear()
app.url_map._rules_by_endpoint.clear()
