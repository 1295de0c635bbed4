# expect: only(A, "/first")
# expect: only(A, "/second")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.add_url_rule("/first", "first", lambda: "first")
CORS(app, origins="https://a.com")
app.add_url_rule("/second", "second", lambda: "second")
